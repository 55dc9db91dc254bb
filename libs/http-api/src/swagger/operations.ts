import type { JsonObject } from '@whisker/entities';
import { responding, shared, type SharedResponse } from './responses';

/** An operation before it is written out. */
export interface Operation {
  readonly operationId?: string;
  readonly tag: string;
  readonly summary: string;
  readonly parameters?: readonly JsonObject[];
  /** By status; 401 and 500 come by themselves. */
  readonly responses: Readonly<Record<number, JsonObject>>;
  readonly produces?: readonly string[];
  /** Reads a JSON body. */
  readonly consuming?: boolean;
}

/** Operations of one path by method, and the parameters all of them have. */
export interface PathDescription {
  readonly parameters?: readonly JsonObject[];
  readonly operations: Readonly<Record<string, Operation>>;
}

const STATUS: Readonly<Record<number, SharedResponse>> = {
  400: 'BadRequest',
  401: 'UnauthorizedRequest',
  403: 'UnauthorizedRequest',
  404: 'ItemNotFound',
  406: 'NotAcceptable',
  408: 'Timeout',
  409: 'Conflict',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedType',
  422: 'CircularBinding',
  429: 'TooManyRequests',
  500: 'ServerError',
  503: 'Unavailable',
};

/** Answers of an operation in plain text: its own for 200, the shared ones for the rest. */
export function textAnswers(success: JsonObject, ...statuses: number[]): Readonly<Record<number, JsonObject>> {
  const rest = [401, 500, ...statuses].map((status) => [status, shared(STATUS[status] ?? 'ServerError')]);
  return { 200: success, ...(Object.fromEntries(rest) as Record<number, JsonObject>) };
}

/** As {@link textAnswers}, in JSON: a client that takes none is refused. */
export function answers(success: JsonObject, ...statuses: number[]): Readonly<Record<number, JsonObject>> {
  return textAnswers(success, 406, ...statuses);
}

/** A web action answers what it likes. */
export const anyAnswer = { default: responding('Whatever the action makes of it', {}) };

/** Writes an operation out. */
export function describeOperation(operation: Operation): JsonObject {
  const { operationId, tag, summary, parameters = [], responses, produces, consuming = false } = operation;
  return {
    ...(operationId !== undefined && { operationId }),
    tags: [tag],
    summary,
    ...(consuming && { consumes: ['application/json'] }),
    ...(produces && { produces: [...produces] }),
    ...(parameters.length > 0 && { parameters: [...parameters] }),
    responses: responses as JsonObject,
  };
}

/** Writes a path out. */
export function describePath({ parameters = [], operations }: PathDescription): JsonObject {
  return {
    ...(parameters.length > 0 && { parameters: [...parameters] }),
    ...Object.fromEntries(Object.entries(operations).map(([method, it]) => [method, describeOperation(it)])),
  };
}
