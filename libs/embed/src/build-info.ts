/** What `GET /api/v1` tells of this build. */
export const build = { date: '2026-11-23', number: '0.1.0' };
