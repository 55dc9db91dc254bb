import type { collectionOf } from './entity';
import { refuse } from './errors';
import type { SystemLimits } from './limits';
import { isEntityName } from './names';
import { pathSegments } from './reference';

/** Text of a query parameter; undefined if it is not given. */
export type QueryText = (name: string) => string | undefined;

/** Options of every list. */
export interface ListParameters {
  readonly skip: number;
  /** 1 to the platform's largest page. */
  readonly limit: number;
  /** Only the number of entities is asked for. */
  readonly count: boolean;
}

/** Options of a list of activations. */
export interface ActivationListParameters extends ListParameters {
  /** Whole records are asked for. */
  readonly docs: boolean;
  /** `action` or `package/action`. */
  readonly name?: string;
  /** Bounds of `start`, epoch ms, inclusive. */
  readonly since?: number;
  readonly upto?: number;
}

type Collection = (typeof collectionOf)[keyof typeof collectionOf] | 'activations' | 'secrets';

const INTEGER = /^[+-]?\d+$/;
const TRUE = new Set(['true', 'yes', 'on', '1']);
const FALSE = new Set(['false', 'no', 'off', '0']);
const MAX_INT = 2 ** 31 - 1;

/**
 * Reads `limit` (default: the platform's; 0 means the most), `skip` (default 0) and `count` (default false).
 * @throws queryNotAnInteger, limitOutOfRange, skipOutOfRange, queryNotABoolean
 */
export function parseListQuery(query: QueryText, collection: Collection, limits: ListLimits): ListParameters {
  return {
    skip: readSkip(query, collection),
    limit: readLimit(query, collection, limits),
    count: parseFlag(query, 'count'),
  };
}

type ListLimits = Pick<SystemLimits, 'listDefault' | 'listMax'>;

/**
 * Reads the options of a list of activations.
 * @throws what {@link parseListQuery} throws; docsWithCount, nameFilterMalformed, timestampMalformed
 */
export function parseActivationListQuery(query: QueryText, limits: ListLimits): ActivationListParameters {
  const page = parseListQuery(query, 'activations', limits);
  const docs = parseFlag(query, 'docs');
  const name = parseNameFilter(query);
  const since = readTimestamp(query, 'since');
  const upto = readTimestamp(query, 'upto');
  if (page.count && docs) throw refuse.docsWithCount();
  return {
    ...page,
    docs,
    ...(name !== undefined && { name }),
    ...(since !== undefined && { since }),
    ...(upto !== undefined && { upto }),
  };
}

/**
 * Reads a boolean; an empty text counts as not given.
 * @throws queryNotABoolean
 */
export function parseFlag(query: QueryText, name: string, otherwise = false): boolean {
  const text = query(name);
  if (text === undefined || text === '') return otherwise;
  const word = text.toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw refuse.queryNotABoolean(name, text);
}

/**
 * Reads the `name` filter: `action` or `package/action`; blank means no filter.
 * @throws nameFilterMalformed
 */
export function parseNameFilter(query: QueryText): string | undefined {
  const text = query('name');
  if (text === undefined || text.trim() === '') return undefined;
  const segments = pathSegments(text);
  const legal = segments.length > 0 && segments.length <= 2 && segments.every(isEntityName);
  if (!legal) throw refuse.nameFilterMalformed('name', text);
  return segments.join('/');
}

function readSkip(query: QueryText, collection: Collection): number {
  const skip = readInteger(query, 'skip', collection) ?? 0;
  if (skip < 0) throw refuse.skipOutOfRange('skip', String(skip), collection);
  return skip;
}

function readLimit(query: QueryText, collection: Collection, { listDefault, listMax }: ListLimits): number {
  const limit = readInteger(query, 'limit', collection) ?? listDefault;
  if (limit < 0 || limit > listMax) throw refuse.limitOutOfRange('limit', String(limit), listMax, collection);
  return limit === 0 ? listMax : limit;
}

function readInteger(query: QueryText, name: string, collection: Collection): number | undefined {
  const text = query(name);
  if (text === undefined) return undefined;
  const value = INTEGER.test(text) ? Number(text) : NaN;
  if (!(Math.abs(value) <= MAX_INT)) throw refuse.queryNotAnInteger(name, text, collection);
  return value + 0;
}

function readTimestamp(query: QueryText, name: 'since' | 'upto'): number | undefined {
  const text = query(name);
  if (text === undefined) return undefined;
  const value = INTEGER.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw refuse.timestampMalformed(name, text);
  return value + 0;
}
