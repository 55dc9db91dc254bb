import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { PoolLog } from '@whisker/container-pool';
import { Backoff } from './backoff';
import type { Daemon } from './daemon';

/** How a container ended, as far as it is known; more is told by looking at it. */
export interface Death {
  readonly exitCode: number | undefined;
}

interface Event {
  readonly id?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: { readonly exitCode?: string } };
}

/** States of a container that does not run any more. */
const ENDED = new Set(['exited', 'dead', 'removing']);

/**
 * Tells when containers end, by the daemon's stream of events. A stream that breaks is opened again for ever; then, and
 * at first, a list of all containers tells what was missed.
 */
export class ContainerWatch {
  readonly #daemon: Daemon;
  readonly #labels: readonly string[];
  readonly #log: PoolLog;
  readonly #watched = new Map<string, (death: Death) => void>();
  readonly #closing = new AbortController();
  #stream: Readable | undefined;

  /** @param labels of the containers that are of interest */
  constructor(daemon: Daemon, labels: readonly string[], log: PoolLog) {
    this.#daemon = daemon;
    this.#labels = labels;
    this.#log = log;
    void this.#run();
  }

  /** Resolves when the container ends. To be called before it is started. */
  death(id: string): Promise<Death> {
    return new Promise((resolve) => this.#watched.set(id, resolve));
  }

  /** Nobody wants to know any more. */
  forget(id: string): void {
    this.#watched.delete(id);
  }

  close(): void {
    this.#closing.abort();
    this.#stream?.destroy();
    this.#watched.clear();
  }

  async #run(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#closing.signal.aborted) {
      try {
        await this.#follow(backoff);
      } catch (error) {
        this.#log.warn('events of Docker are not heard, trying again', { error });
      }
      await backoff.pause(this.#closing.signal);
    }
  }

  /** Returns when the stream ends. */
  async #follow(backoff: Backoff): Promise<void> {
    const filters = { type: ['container' as const], event: ['die'], label: [...this.#labels] };
    const stream = (await this.#daemon.open('tell its events', (options) =>
      this.#daemon.docker.getEvents({ filters, ...options }),
    )) as Readable;
    this.#stream = stream;
    if (this.#closing.signal.aborted) stream.destroy();
    const ended = new Promise((resolve) => stream.once('close', resolve).once('error', resolve));
    createInterface({ input: stream })
      .on('line', (line) => this.#hear(line))
      .on('error', () => undefined);
    await this.#catchUp();
    backoff.reset();
    await ended;
  }

  #hear(line: string): void {
    const { id, Actor } = JSON.parse(line) as Event;
    const code = Actor?.Attributes?.exitCode;
    this.#tell(id ?? Actor?.ID ?? '', { exitCode: code === undefined ? undefined : Number(code) });
  }

  async #catchUp(): Promise<void> {
    const expected = [...this.#watched.keys()];
    const filters = { label: [...this.#labels] };
    const all = await this.#daemon.call('list its containers', (options) =>
      this.#daemon.docker.listContainers({ all: true, filters, ...options }),
    );
    const states = new Map(all.map(({ Id, State }) => [Id, State]));
    for (const id of expected) if (ENDED.has(states.get(id) ?? 'dead')) this.#tell(id, { exitCode: undefined });
  }

  #tell(id: string, death: Death): void {
    this.#watched.get(id)?.(death);
    this.#watched.delete(id);
  }
}
