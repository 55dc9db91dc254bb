import type { Dispatcher } from 'undici';
import { hostUrl, type Settings } from './config';
import { ApiFailure, ExchangeFailure, exitCodes, usageFailure } from './failure';
import { readInputFile } from './input-file';
import { networkFailure } from './network-failure';
import type { WireAnswer, WireLog, WireRequest } from './output/wire-log';
import type { Surroundings } from './surroundings';
import { userAgent } from './version';

/** Longer than the 60 s for which the API holds a blocking invocation. */
const ANSWER_TIMEOUT_MS = 75_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Bounds the whole exchange, also one whose upload stalls. Code of 48 MB over a slow line fits. */
const EXCHANGE_TIMEOUT_MS = 600_000;
/** Requests in flight at once; the rest queues. */
const MAX_CONNECTIONS = 8;

/** A request below `{host}/api/{version}`. */
export interface ApiRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Without a slash at its start, percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether the key is sent; default true. */
  readonly authenticated?: boolean;
  /** Gives the request up. */
  readonly signal?: AbortSignal;
}

/** An answer of any status. */
export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
  /** Of the header that accompanies invocations. */
  readonly activationId: string | undefined;
}

/** Speaks HTTP with one host. Nothing is connected before the first request. */
export class ApiClient {
  private dispatcher: Promise<Dispatcher> | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly surroundings: Surroundings,
    private readonly log: WireLog,
  ) {}

  /**
   * The body of a 2xx answer. Throws an {@link ApiFailure} for another status,
   * a `Failure` where there is no answer, or no host or key to ask with.
   */
  async request<T>(request: ApiRequest): Promise<T> {
    const answer = await this.send(request);
    if (!isSuccess(answer.status)) throw apiFailure(answer);
    if (request.method === 'GET' && typeof answer.body === 'string') throw this.strangerAnswers();
    return answer.body as T;
  }

  /** As {@link request}, for commands to which a failed answer may be a result. */
  async send(request: ApiRequest): Promise<ApiAnswer> {
    const wire = this.compose(request);
    const logAnswer = this.log(wire);
    const answer = await this.exchange(wire, request.signal);
    logAnswer(answer);
    const activationId = answer.headers['x-openwhisk-activation-id'];
    return { status: answer.status, body: parseBody(answer.text), activationId: [activationId].flat()[0] };
  }

  /** Lets go of the connections, so that the process can end. */
  async close(): Promise<void> {
    const dispatcher = await this.dispatcher?.catch(() => undefined);
    await dispatcher?.destroy();
  }

  private compose({ method, path, query = {}, body, authenticated = true }: ApiRequest): WireRequest {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
    const base = `${hostUrl(this.settings.apihost)}/api/${this.settings.apiversion}`;
    const headers: Record<string, string> = { 'User-Agent': userAgent() };
    if (authenticated) headers['Authorization'] = this.authorization();
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    return {
      method,
      url: `${path === '' ? base : `${base}/${path}`}${search}`,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    };
  }

  private authorization(): string {
    if (!this.settings.auth) throw usageFailure('Authorization key is not configured (--auth is required)');
    return `Basic ${Buffer.from(this.settings.auth).toString('base64')}`;
  }

  /** A web server that answers everything with a page, say. */
  private strangerAnswers(): ExchangeFailure {
    const host = hostUrl(this.settings.apihost);
    return new ExchangeFailure(`${host} did not answer as an API does.`, exitCodes.network);
  }

  private async exchange({ url, method, headers, body }: WireRequest, given?: AbortSignal): Promise<WireAnswer> {
    const dispatcher = await (this.dispatcher ??= this.connect());
    const { origin, pathname, search } = new URL(url);
    const deadline = AbortSignal.timeout(EXCHANGE_TIMEOUT_MS);
    const signal = given ? AbortSignal.any([given, deadline]) : deadline;
    try {
      const answer = await dispatcher.request({
        origin,
        path: `${pathname}${search}`,
        method: method as Dispatcher.HttpMethod,
        headers,
        body: body ?? null,
        signal,
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    } catch (error) {
      throw networkFailure(error, origin);
    }
  }

  /** undici is loaded here, since most of the start-up time of a command that asks the API is its loading. */
  private async connect(): Promise<Dispatcher> {
    const [{ Agent }, cert, key] = await Promise.all([
      import('undici'),
      this.readCredential(this.settings.cert),
      this.readCredential(this.settings.key),
    ]);
    return new Agent({
      connections: MAX_CONNECTIONS,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
      connect: {
        timeout: CONNECT_TIMEOUT_MS,
        rejectUnauthorized: !this.settings.insecure,
        ...(cert && { cert }),
        ...(key && { key }),
      },
    });
  }

  private async readCredential(path: string | undefined): Promise<Buffer | undefined> {
    return path === undefined ? undefined : readInputFile(path, this.surroundings);
  }
}

/** Whether an answer's status is 2xx. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Whether a body is the API's own error, `{error, code}`, and not the failed result of an action. */
export function isApiError(body: unknown): body is { error: string; code: string } {
  const { error, code } = (body ?? {}) as Record<string, unknown>;
  return typeof error === 'string' && typeof code === 'string';
}

/** The failure that an answer outside 2xx means. */
export function apiFailure({ status, body }: ApiAnswer): ApiFailure {
  if (isApiError(body)) return new ApiFailure(`${body.error} (code ${body.code})`, status);
  // The web actions of the API gateway explain without a code.
  const { error } = (body ?? {}) as { error?: unknown };
  if (typeof error === 'string') return new ApiFailure(error, status);
  return new ApiFailure(`The API answered with status ${status} and no explanation.`, status);
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
