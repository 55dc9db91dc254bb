import { isJsonObject, type JsonObject, type JsonValue } from '@whisker/entities';
import type {
  ChangesPage,
  ChangesQuery,
  ChangesSource,
  DatabaseAccess,
  DatabaseChange,
  Sequence,
} from '@whisker/feeds';

/** The database answers a request for changes after that, even if there are none, ms. */
const LONG_POLL_MS = 30_000;
/** Longest wait for any other answer, ms; a long poll has that on top. */
const DEADLINE_MS = 15_000;
const IAM = 'https://iam.cloud.ibm.com/identity/token';

/** Follows databases by long polls of `_changes`. */
export class HttpChangesSource implements ChangesSource {
  async lastSequence(access: DatabaseAccess): Promise<Sequence> {
    // `now` instead of the database's own `update_seq`: it is in the form that `since` takes.
    const page = await ask(access, { query: { since: 'now', limit: 1 }, deadline: AbortSignal.timeout(DEADLINE_MS) });
    return page.lastSequence;
  }

  changes(access: DatabaseAccess, query: ChangesQuery): Promise<ChangesPage> {
    const { since, filter, parameters = {}, limit, signal } = query;
    const own = { feed: 'longpoll', timeout: LONG_POLL_MS, since, limit, ...(filter !== undefined && { filter }) };
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(LONG_POLL_MS + DEADLINE_MS)]);
    return ask(access, { query: { ...parameters, ...own }, deadline });
  }
}

interface Question {
  readonly query: JsonObject;
  readonly deadline: AbortSignal;
}

async function ask(access: DatabaseAccess, { query, deadline }: Question): Promise<ChangesPage> {
  const { protocol, host, port, dbname } = access;
  const url = new URL(
    `${protocol}://${host}${port === undefined ? '' : `:${port}`}/${encodeURIComponent(dbname)}/_changes`,
  );
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, textOf(value));
  const answer = await fetch(url, { headers: { authorization: await authorizationOf(access) }, signal: deadline });
  const body = (await answer.json()) as JsonValue;
  if (!answer.ok) throw new Error(`status ${answer.status}: ${JSON.stringify(body)}`);
  if (!isJsonObject(body) || !Array.isArray(body['results'])) throw new Error('the answer is not one of CouchDB');
  return {
    changes: body['results'] as unknown as DatabaseChange[],
    lastSequence: body['last_seq'] as Sequence,
  };
}

async function authorizationOf({ username = '', password = '', iamApiKey, iamUrl = IAM }: DatabaseAccess) {
  if (iamApiKey === undefined) return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const answer = await fetch(iamUrl, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey: iamApiKey }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (!answer.ok) throw new Error(`the API key was not accepted: status ${answer.status}`);
  return `Bearer ${((await answer.json()) as { access_token: string }).access_token}`;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
