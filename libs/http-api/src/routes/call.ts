import type { Identity } from '@whisker/entities';
import type { Answer, ApiServices } from '../api';
import type { Exchange } from '../exchange';
import { Query } from '../query';

/** A request to a collection, its caller known and its namespace read. */
export interface Call {
  readonly services: ApiServices;
  readonly exchange: Exchange;
  readonly caller: Identity;
  readonly namespace: string;
  readonly query: Query;
}

/**
 * One collection of the API. `rest` are the raw path segments after the collection; a trailing slash shows as an empty
 * last one. @returns undefined if there is no such route
 */
export type CollectionRoutes = (call: Call, rest: readonly string[]) => Promise<Answer> | undefined;

export function ok(body: Answer['body']): Answer {
  return { status: 200, ...(body !== undefined && { body }) };
}

/** True for `/collection` and `/collection/`. */
export function isCollection(rest: readonly string[]): boolean {
  return rest.length === 0 || (rest.length === 1 && rest[0] === '');
}
