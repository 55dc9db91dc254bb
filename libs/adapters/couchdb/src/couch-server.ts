import { isJsonObject, type JsonObject, type JsonValue } from '@whisker/entities';
import nano from 'nano';
import { Agent } from 'undici';
import { CouchRefusal, CouchUnavailable, type CouchFault } from './couch-failure';
import { couchSettings, type CouchOptions, type CouchSettings } from './couch-options';

export interface CouchRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Absent: of the server itself. */
  readonly database?: string;
  /** Below the database, encoded. */
  readonly path?: string;
  /** Keys of views are given as values. */
  readonly query?: JsonObject;
  /** JSON text. */
  readonly body?: string;
  /** Ends the request before its deadline. */
  readonly signal?: AbortSignal;
  /** Longest wait for the answer, ms. Default: the setting. */
  readonly timeoutMs?: number;
  /** The server answers when there is something to tell: to be late means nothing. */
  readonly longPoll?: boolean;
}

const CONNECT_WITHIN_MS = 5_000;
const IDLE_CONNECTION_MS = 60_000;
/** Words of CouchDB for a database that is not there; a missing document has others. */
const NO_DATABASE = new Set(['no_db_file', 'Database does not exist.']);
/** Refusals that pass, or that an operator has to end. */
const PASSING = new Set([408, 429]);
const CREDENTIALS = new Set([401, 403]);

/**
 * A CouchDB, and the connections to it. Each request stands alone: when the server was away and is back, the next one
 * succeeds.
 *
 * Of nano only the plain JSON request is used. Its helpers take an id that holds `_local` for a path, and an answer
 * that breaks off becomes an unhandled rejection where it is not JSON, an empty text where it is.
 */
export class CouchServer {
  readonly settings: CouchSettings;
  readonly #agent: Agent;
  readonly #nano: nano.ServerScope;
  #pending = 0;
  #trouble: string | undefined;

  /** Opens no connection yet. @throws CouchOptionError */
  constructor(options: CouchOptions) {
    this.settings = couchSettings(options);
    const { url, connections, credentials } = this.settings;
    this.#agent = new Agent({
      connections,
      connect: { timeout: CONNECT_WITHIN_MS },
      keepAliveTimeout: IDLE_CONNECTION_MS,
      // Each request has a deadline of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const authorization = credentials && `${credentials.username}:${credentials.password}`;
    const headers = authorization ? { Authorization: `Basic ${Buffer.from(authorization).toString('base64')}` } : {};
    this.#nano = nano({ url, headers, agentOptions: this.#agent as never });
  }

  /**
   * @returns the JSON of the answer
   * @throws CouchUnavailable; CouchRefusal
   */
  async request(request: CouchRequest): Promise<JsonValue> {
    if (this.#pending >= this.settings.maxPending)
      throw new CouchUnavailable('busy', `${this.settings.maxPending} requests to CouchDB are under way`);
    this.#pending += 1;
    const deadline = AbortSignal.timeout(request.timeoutMs ?? this.settings.requestTimeoutMs);
    try {
      const answer = await this.#send(request, deadline);
      this.#well();
      return answer;
    } catch (error) {
      throw this.#judge(request, { error, late: deadline.aborted });
    } finally {
      this.#pending -= 1;
    }
  }

  /** Ends requests under way. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #send(request: CouchRequest, deadline: AbortSignal): Promise<JsonValue> {
    const { method, database, path, query, body, signal } = request;
    const options = {
      method,
      ...(database !== undefined && { db: database }),
      ...(path !== undefined && { path }),
      ...(query && { qs: query }),
      ...(body !== undefined && { body, dontStringify: true }),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    };
    const answer = (await this.#nano.request(options)) as JsonValue;
    if (typeof answer !== 'object' || answer === null) throw new Error('its answer broke off');
    return answer;
  }

  #judge(request: CouchRequest, { error, late }: { readonly error: unknown; readonly late: boolean }): Error {
    const { statusCode: status, error: word = '', reason = '', message } = error as nano.RequestError;
    const { method, database, path = '', signal, longPoll = false } = request;
    const what = `${method} ${database === undefined ? '' : `${database}/`}${path}`;
    if (status === undefined) {
      if (signal?.aborted || (late && longPoll)) return new CouchUnavailable('late', `${what} was not waited for`);
      if (late) return this.#unavailable('late', `did not answer ${what} in time: is it overloaded?`);
      return this.#unavailable('away', `does not answer: check that it runs there (${message})`);
    }
    if (CREDENTIALS.has(status)) return this.#refused(reason);
    if (status >= 500 || PASSING.has(status))
      return this.#unavailable('away', `failed at ${what}: ${status} ${word} ${reason}`);
    this.#well();
    if (status === 404 && NO_DATABASE.has(reason)) return missing(this.settings.url, database);
    return new CouchRefusal(what, status, { word, reason });
  }

  #refused(reason: string): CouchUnavailable {
    const advice = 'check the settings username and password; they must be those of an administrator';
    return this.#unavailable('credentials', `refuses the credentials (${reason}): ${advice}`);
  }

  #unavailable(fault: CouchFault, problem: string): CouchUnavailable {
    const detail = `CouchDB at ${this.settings.url} ${problem}`;
    if (this.#trouble === undefined) this.settings.log('error', detail);
    this.#trouble = detail;
    return new CouchUnavailable(fault, detail);
  }

  #well(): void {
    if (this.#trouble === undefined) return;
    this.#trouble = undefined;
    this.settings.log('info', `CouchDB at ${this.settings.url} answers again`);
  }
}

function missing(url: string, database: string | undefined): CouchUnavailable {
  const detail = `CouchDB at ${url} has no database ${database}: run \`whisker admin db init\``;
  return new CouchUnavailable('database-missing', detail);
}

/** Reads a member of an answer that must be a list. */
export function listIn(answer: JsonValue, member: string): readonly JsonObject[] {
  const list = isJsonObject(answer) ? answer[member] : undefined;
  if (!Array.isArray(list)) throw new Error(`an answer of CouchDB has no ${member}`);
  return list as JsonObject[];
}
