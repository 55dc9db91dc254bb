import { systemTimers, type Timers } from '@whisker/entities';
import { EventFeed } from './event-feed';
import type { ContainerEngine, ContainerEvent, ServiceRegistry } from './ports';
import { Reconciler, type ReconcilerOptions } from './reconciler';
import { concerns } from './translate';

export interface RegistratorLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface RegistratorOptions extends ReconcilerOptions {
  readonly engine: ContainerEngine;
  readonly registry: ServiceRegistry;
  /** Pause between two full syncs, ms. Default 30,000. */
  readonly resyncMs?: number;
  /** Pause before something that failed is tried again, ms. Default 1000. */
  readonly retryMs?: number;
  /** Default: silent. */
  readonly log?: RegistratorLog;
  /** Default: the system's. */
  readonly timers?: Timers;
}

/** More than that many changed containers at a time are one full sync. */
const MAX_CHANGED = 1000;

/** Actions after which a container may have to be registered otherwise; others, as `exec_start`, come all the time. */
const FOLLOWED = /^(start|die|destroy|pause|unpause|rename|connect|disconnect|health_status)\b/;

/**
 * Keeps a registry in step with a container engine. An event only says which container to look at: what the registry
 * must show is read from the engine, so that no event that was lost, late or told twice does harm.
 */
export class Registrator {
  readonly #options: RegistratorOptions;
  readonly #reconciler: Reconciler;
  readonly #feed: EventFeed;
  readonly #timers: Timers;
  readonly #log: RegistratorLog;
  readonly #changed = new Set<string>();
  #all = false;
  #working: Promise<void> | undefined;
  #cancelResync: () => void = () => undefined;
  #cancelRetry: (() => void) | undefined;
  #closed = false;
  #synced = false;
  #failures: { events?: string; work?: string } = {};

  constructor(options: RegistratorOptions) {
    const { engine, registry, timers = systemTimers, retryMs = 1000 } = options;
    this.#options = options;
    this.#timers = timers;
    this.#log = options.log ?? { info: () => undefined, warn: () => undefined };
    const onRefused = (service: string, error: unknown) =>
      this.#log.warn('the registry refused a service', { service, failure: String(error) });
    this.#reconciler = new Reconciler({ engine, registry, onRefused }, options);
    this.#feed = new EventFeed({
      engine,
      timers,
      pauseMs: () => retryMs,
      opened: () => this.#opened(),
      event: (event) => this.#take(event),
      failed: (error) => this.#fail('events', error),
    });
  }

  /** Follows the events, then syncs for the first time; what fails is tried again, for ever. */
  async start(): Promise<void> {
    await this.#feed.open();
    this.#resyncLater();
  }

  /** What keeps it from being ready, in plain words; empty: nothing. */
  lacking(): readonly string[] {
    const failures = Object.values(this.#failures);
    return failures.length > 0 || this.#synced ? failures : ['the first sync is under way'];
  }

  /** Ends it; what is registered stays. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#feed.close();
    this.#cancelResync();
    this.#cancelRetry?.();
    await this.#working;
  }

  #opened(): void {
    delete this.#failures.events;
    this.#syncAll();
  }

  #take({ id, labels, action }: ContainerEvent): void {
    if (!FOLLOWED.test(action) || !concerns(labels, this.#options)) return;
    this.#changed.add(id);
    if (this.#changed.size > MAX_CHANGED) this.#syncAll();
    else this.#work();
  }

  #syncAll(): void {
    this.#all = true;
    this.#work();
  }

  #resyncLater(): void {
    this.#cancelResync = this.#timers.after(this.#options.resyncMs ?? 30_000, () => {
      this.#syncAll();
      this.#resyncLater();
    });
  }

  #work(): void {
    if (this.#closed || this.#working || this.#cancelRetry) return;
    this.#working = this.#workOff().then((done) => {
      this.#working = undefined;
      if (!done) this.#retryLater();
      else if (this.#all || this.#changed.size > 0) this.#work();
    });
  }

  #retryLater(): void {
    if (this.#closed) return;
    this.#cancelRetry = this.#timers.after(this.#options.retryMs ?? 1000, () => {
      this.#cancelRetry = undefined;
      this.#work();
    });
  }

  /** @returns false if something failed; it is still to be done */
  async #workOff(): Promise<boolean> {
    try {
      while (!this.#closed && this.#all) await this.#workAll();
      for (const id of this.#changed) {
        if (this.#closed || this.#all) break;
        // An event that comes meanwhile asks for another look.
        this.#changed.delete(id);
        await this.#reconciler.container(id);
      }
      delete this.#failures.work;
      return true;
    } catch (error) {
      // It may have lost what it had when it is back.
      this.#all = true;
      this.#fail('work', error as Error);
      return false;
    }
  }

  async #workAll(): Promise<void> {
    this.#all = false;
    this.#changed.clear();
    await this.#reconciler.all();
    if (!this.#synced) this.#log.info('the first sync is done');
    this.#synced = true;
  }

  #fail(what: 'events' | 'work', error: Error): void {
    if (this.#failures[what] === undefined) this.#log.warn('tried again until it works', { failure: error.message });
    this.#failures[what] = error.message;
  }
}
