import Consul from 'consul';
import { Agent } from 'node:https';
import { types } from 'node:util';
import { consulErrorOf, type ConsulError } from './consul-error';
import { consulSettings, type ConsulOptions, type ConsulSettings } from './consul-options';

/**
 * One Consul agent, shared by all that ask it. Knows whether it answered last, and tells who wants to know when it is
 * back.
 */
export class ConsulConnection {
  readonly settings: ConsulSettings;
  readonly client: Consul;
  readonly #returned = new Set<() => void>();
  #failure: { readonly error: ConsulError; readonly since: number } | undefined;

  /** @throws Error if the address is none */
  constructor(options: ConsulOptions) {
    this.settings = consulSettings(options);
    const { url, token, ca, timeoutMs } = this.settings;
    const { protocol, hostname, port } = new URL(url);
    const secure = protocol === 'https:';
    this.client = new Consul({
      host: hostname,
      port: Number(port || (secure ? 443 : 80)),
      secure,
      defaults: { timeout: timeoutMs, ...(token !== undefined && { token }) } as object,
      ...(ca !== undefined && { agent: new Agent({ keepAlive: true, ca }) }),
    });
  }

  /** Asks; `doing` completes "could not …". @throws ConsulError */
  async call<T>(doing: string, ask: (client: Consul) => Promise<T>): Promise<T> {
    try {
      const answer = await ask(this.client);
      // The client knows errors by `instanceof`, and takes one of Node's own for an answer where a test runner has others.
      if (types.isNativeError(answer)) throw answer;
      this.answered();
      return answer;
    } catch (cause) {
      throw this.failed(cause, doing);
    }
  }

  /** Notes an answer. */
  answered(): void {
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.settings.log.info('Consul answers again', { url: this.settings.url });
    for (const listener of [...this.#returned]) listener();
  }

  /** Notes a failure; returns its error. A refusal is an answer, too. */
  failed(cause: unknown, doing: string): ConsulError {
    const error = consulErrorOf(cause, this.settings.url, doing);
    if (error.fault === 'refused') this.answered();
    else if (this.#failure === undefined) this.#away(error);
    return error;
  }

  /** Why it cannot be used now; undefined: it answered last time. */
  get failure(): string | undefined {
    if (this.#failure === undefined) return undefined;
    return `${this.#failure.error.message} (since ${new Date(this.#failure.since).toISOString()})`;
  }

  /** Calls `listener` each time it is back, until the returned function is called. */
  onReturn(listener: () => void): () => void {
    this.#returned.add(listener);
    return () => void this.#returned.delete(listener);
  }

  /** Ends idle connections. */
  close(): void {
    this.#returned.clear();
    this.client.destroy();
  }

  #away(error: ConsulError): void {
    this.#failure = { error, since: this.settings.clock() };
    this.settings.log.warn('Consul is away', { failure: error.message });
  }
}
