import type { ContainerDetails, ContainerEngine, EventListener, ListedContainer } from '@whisker/registrator';
import Docker from 'dockerode';
import type { Readable } from 'node:stream';
import { detailsOf } from './container-details';
import { EventReader } from './event-reader';

export interface DockerEngineOptions {
  /** A socket's path, or `http://host:port`. */
  readonly address: string;
  /** Longest wait for an answer, ms. Default 10,000. */
  readonly timeoutMs?: number;
}

/** The daemon did not do what it was asked. */
export class DockerError extends Error {}

/** {@link ContainerEngine} of a Docker daemon. */
export class DockerEngine implements ContainerEngine {
  readonly #docker: Docker;
  readonly #options: Required<DockerEngineOptions>;

  /** @throws Error if the address is none */
  constructor(options: DockerEngineOptions) {
    this.#options = { timeoutMs: 10_000, ...options };
    this.#docker = new Docker(addressed(options.address));
  }

  async list(): Promise<readonly ListedContainer[]> {
    const containers = await this.#ask('list its containers', (abortSignal) =>
      this.#docker.listContainers({ all: true, abortSignal }),
    );
    return containers.map(({ Id, Labels }) => ({ id: Id, labels: Labels ?? {} }));
  }

  async inspect(id: string): Promise<ContainerDetails | undefined> {
    try {
      return detailsOf(
        await this.#ask(`inspect ${id}`, (abortSignal) => this.#docker.getContainer(id).inspect({ abortSignal })),
      );
    } catch (error) {
      if (statusOf((error as Error).cause) === 404) return undefined;
      throw error;
    }
  }

  async follow(since: string | undefined, listener: EventListener): Promise<() => void> {
    // It lasts; only its beginning has a deadline.
    const ending = new AbortController();
    const stream = await this.#ask('tell its events', async (deadline) => {
      const options = { ...(since !== undefined && { since }), filters: { type: ['container', 'network'] } };
      // The client's types know no signal here, though it minds one.
      const withSignal = { ...options, abortSignal: AbortSignal.any([ending.signal, deadline]) } as object;
      return (await this.#docker.getEvents(withSignal)) as Readable;
    });
    const reader = new EventReader(listener);
    stream.on('data', (chunk: Buffer) => reader.read(chunk));
    const ended = (error?: Error) => reader.end(new DockerError(this.#message('go on telling its events', error)));
    stream.on('end', ended).on('close', ended).on('error', ended);
    return () => {
      reader.stop();
      ending.abort();
      stream.destroy();
    };
  }

  /** `doing` completes "could not …". @throws DockerError */
  async #ask<T>(doing: string, ask: (deadline: AbortSignal) => Promise<T>): Promise<T> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#options.timeoutMs);
    try {
      return await ask(deadline.signal);
    } catch (cause) {
      const late = deadline.signal.aborted ? new Error(`no answer in ${this.#options.timeoutMs} ms`) : cause;
      throw new DockerError(this.#message(doing, late as Error), { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  #message(doing: string, cause: Error | undefined): string {
    const words = (cause?.message ?? 'it ended the connection').trim();
    const advice = statusOf(cause) === undefined ? ' See that the daemon runs and that this process may reach it.' : '';
    return `Docker at ${this.#options.address} could not ${doing}: ${words}.${advice}`;
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly statusCode?: number } | undefined)?.statusCode;
}

function addressed(address: string): Docker.DockerOptions {
  if (address.startsWith('/')) return { socketPath: address };
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const protocol = url?.protocol.slice(0, -1);
  if (url && (protocol === 'http' || protocol === 'https'))
    return { protocol, host: url.hostname, port: url.port || (protocol === 'http' ? '2375' : '2376') };
  throw new Error(`the address of Docker must be a path like /var/run/docker.sock or a URL, not '${address}'`);
}
