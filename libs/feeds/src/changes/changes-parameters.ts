import { isJsonObject, type JsonObject, type JsonValue } from '@whisker/entities';
import type { FeedParameters } from '../feed';
import { FeedRefusal } from '../feed-refusal';
import type { DatabaseAccess, Sequence } from './changes-source';

/** What a changes feed watches; kept as the `config` of its trigger. */
export interface ChangesConfig extends DatabaseAccess {
  readonly since?: Sequence;
  readonly filter?: string;
  readonly query_params?: JsonObject;
  /** Fires in all; -1: no limit. */
  readonly maxTriggers: number;
}

const refusal = (text: string): FeedRefusal => new FeedRefusal(text);

/** Reads the parameters of a CREATE. @throws FeedRefusal */
export function readChanges(parameters: FeedParameters): ChangesConfig {
  const { dbname, host, protocol, port, since, maxTriggers } = parameters;
  if (!isText(dbname)) throw refusal('cloudant trigger feed: missing dbname parameter');
  if (!isText(host)) throw refusal('cloudant trigger feed: missing host parameter');
  return {
    dbname,
    host,
    protocol: isText(protocol) ? protocol : 'https',
    ...(isGiven(port) && { port: Number(port) }),
    ...credentialsOf(parameters),
    ...((isText(since) || typeof since === 'number') && { since }),
    ...filterOf(parameters),
    maxTriggers: isGiven(maxTriggers) ? Number(maxTriggers) : -1,
  };
}

/** Reads the parameters of an UPDATE. @throws FeedRefusal */
export function readChangesUpdate(
  present: ChangesConfig,
  { filter, query_params: query }: FeedParameters,
): ChangesConfig {
  if (!isGiven(filter) && !isGiven(query))
    throw refusal('At least one of filter or query_params parameters must be supplied');
  const wanted = {
    filter: isGiven(filter) ? filter : present.filter,
    query_params: isGiven(query) ? query : present.query_params,
  };
  return { ...present, ...filterOf(wanted) };
}

function credentialsOf({ username, password, iamApiKey, iamUrl }: FeedParameters) {
  if (isText(iamApiKey)) return { iamApiKey, ...(isText(iamUrl) && { iamUrl }) };
  if (isText(username) && isText(password)) return { username, password };
  throw refusal('cloudant trigger feed: Must specify parameter/s of iamApiKey or username/password');
}

function filterOf({
  filter,
  query_params: given,
}: {
  filter?: JsonValue | undefined;
  query_params?: JsonValue | undefined;
}) {
  const query = isGiven(given) ? queryOf(given) : undefined;
  if (query && !isText(filter))
    throw refusal('The query_params parameter is only allowed if the filter parameter is defined');
  return { ...(isText(filter) && { filter }), ...(query && { query_params: query }) };
}

function queryOf(given: JsonValue | undefined): JsonObject {
  const value = typeof given === 'string' ? parse(given) : given;
  if (!isJsonObject(value)) throw refusal('The query_params parameter is not a valid JSON Object');
  return value;
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw refusal('The query_params parameter cannot be parsed. Ensure it is valid JSON.');
  }
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/** Packages bind an empty text where they have no value. */
function isGiven(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}
