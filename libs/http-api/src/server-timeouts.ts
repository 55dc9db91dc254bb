/**
 * Options of the HTTP server the API is served by, ms (spec: limits section 5): how long a request may take to arrive,
 * and how long an idle connection is kept.
 */
export const SERVER_TIMEOUTS = { requestTimeout: 65_000, keepAliveTimeout: 70_000 } as const;
