import type { ActionVariant } from './action-variant';
import type { Clock } from '@whisker/entities';
import { ContainerError, type Container, type ContainerSpec } from './container';
import type { Inventory } from './inventory';
import { containerOf, type PooledContainer } from './pooled-container';
import type { PoolSettings } from './pool-options';

/** Pause between attempts to pause a container that could not be paused, ms. */
const PAUSE_RETRY_MS = 10_000;

/** Told when something that takes time has ended. The container stands in its new state. */
export interface OperationEvents {
  /** Created, and prewarmed now; `owner` is whom it was meant for. */
  created(entry: PooledContainer, owner: ActionVariant | undefined): void;
  /** Could not be created in two attempts, and is gone. */
  createFailed(entry: PooledContainer, owner: ActionVariant | undefined, error: ContainerError): void;
  /** Resumed, or not paused after all: hot. */
  ready(entry: PooledContainer): void;
  /** Paused. */
  paused(entry: PooledContainer): void;
  /** Not to be handed out again: it ended by itself, or could not be resumed. */
  lost(entry: PooledContainer): void;
  /** Gone; its memory is free. */
  removed(entry: PooledContainer): void;
}

/** Does what takes time: create, pause, resume, remove. One thing at a time per container. */
export class ContainerOperations {
  /** Those being created. */
  readonly creating = new Set<PooledContainer>();
  readonly #settings: Pick<PoolSettings, 'driver' | 'clock' | 'log'>;
  readonly #clock: Clock;
  readonly #inventory: Inventory;
  readonly #events: OperationEvents;

  constructor(settings: PoolSettings, inventory: Inventory, events: OperationEvents) {
    this.#settings = settings;
    this.#clock = settings.clock;
    this.#inventory = inventory;
    this.#events = events;
  }

  /** Creates a container, meant for `owner` if given. */
  create(spec: ContainerSpec, owner?: ActionVariant): PooledContainer {
    const entry = this.#inventory.add(spec, owner, this.#clock());
    this.creating.add(entry);
    this.#run(() => this.#attempt(entry), {
      done: (container) => this.#created(entry, container),
      failed: (error) => this.#createFailed(entry, error),
    });
    return entry;
  }

  /** Pauses an idle container. */
  pause(entry: PooledContainer): void {
    this.#inventory.move(entry, 'pause');
    this.#run(() => containerOf(entry).pause(), {
      done: () => this.#paused(entry),
      failed: (error) => this.#pauseFailed(entry, error),
    });
  }

  /** Resumes a container that is paused, or as soon as it is. */
  resume(entry: PooledContainer): void {
    entry.readySince = this.#clock();
    entry.resumeWanted = true;
    if (entry.state === 'pausing') this.#inventory.reshelve(entry);
    else this.#resumeNow(entry);
  }

  /** Destroys a container in any state that allows it; leases on it are void. */
  remove(entry: PooledContainer): void {
    this.#inventory.move(entry, 'remove');
    this.#destroy(entry);
  }

  /** Not to be handed out again; removed now or when its last lease is released or what is done with it has ended. */
  retire(entry: PooledContainer): void {
    this.#inventory.doom(entry);
    if (entry.atRest) this.remove(entry);
  }

  /** One retry: a daemon may have been busy. Nobody is kept waiting by a retry nobody waits for. */
  async #attempt(entry: PooledContainer): Promise<Container> {
    const { driver, log } = this.#settings;
    try {
      return await driver.create(entry.spec);
    } catch (error) {
      if (entry.doomed || (entry.variant && entry.variant.waiters.size === 0)) throw error;
      log.warn('container not created, trying once more', { kind: entry.spec.kind, error });
      return driver.create(entry.spec);
    }
  }

  #created(entry: PooledContainer, container: Container): void {
    const owner = entry.variant;
    this.creating.delete(entry);
    entry.container = container;
    this.#noteReady(entry);
    entry.lastUsed = this.#clock();
    this.#inventory.bind(entry, undefined);
    this.#inventory.move(entry, 'created');
    const exited = () => this.#exited(entry);
    this.#run(() => container.exited, { done: exited, failed: exited });
    if (entry.doomed) this.remove(entry);
    else this.#events.created(entry, owner);
  }

  #createFailed(entry: PooledContainer, error: unknown): void {
    const owner = entry.variant;
    this.creating.delete(entry);
    this.#inventory.move(entry, 'create-failed');
    this.#settings.log.warn('container not created', { kind: entry.spec.kind, error });
    this.#events.createFailed(entry, owner, asContainerError(error));
  }

  #paused(entry: PooledContainer): void {
    this.#inventory.move(entry, 'paused');
    if (entry.doomed) this.remove(entry);
    else if (entry.resumeWanted) this.#resumeNow(entry);
    else this.#events.paused(entry);
  }

  #pauseFailed(entry: PooledContainer, error: unknown): void {
    entry.pauseNotBefore = this.#clock() + PAUSE_RETRY_MS;
    entry.resumeWanted = false;
    this.#inventory.move(entry, 'pause-failed');
    this.#settings.log.warn('container not paused, it stays as it is', { container: entry.id, error });
    if (entry.doomed) this.remove(entry);
    else this.#events.ready(entry);
  }

  #resumeNow(entry: PooledContainer): void {
    this.#inventory.move(entry, 'resume');
    this.#run(() => containerOf(entry).resume(), {
      done: () => this.#resumed(entry),
      failed: (error) => this.#resumeFailed(entry, error),
    });
  }

  #resumed(entry: PooledContainer): void {
    this.#noteReady(entry);
    entry.resumeWanted = false;
    entry.start = 'warm';
    this.#inventory.move(entry, 'resumed');
    if (entry.doomed) this.remove(entry);
    else this.#events.ready(entry);
    entry.start = 'hot';
  }

  #resumeFailed(entry: PooledContainer, error: unknown): void {
    this.#settings.log.warn('container not resumed, it is removed', { container: entry.id, error });
    this.#inventory.move(entry, 'resume-failed');
    this.#destroy(entry);
    this.#events.lost(entry);
  }

  #exited(entry: PooledContainer): void {
    if (entry.state === 'removing' || entry.state === 'gone') return;
    this.retire(entry);
    this.#events.lost(entry);
  }

  #destroy(entry: PooledContainer): void {
    const removed = () => {
      this.#inventory.move(entry, 'removed');
      this.#events.removed(entry);
    };
    this.#run(() => containerOf(entry).destroy(), {
      done: removed,
      failed: (error) => {
        this.#settings.log.error('the driver broke its promise to destroy', { container: entry.id, error });
        removed();
      },
    });
  }

  #noteReady(entry: PooledContainer): void {
    entry.readyMs = Math.max(0, this.#clock() - entry.readySince);
  }

  /** Continues when `work` ends. An error thrown by the pool itself must not be taken for one of the driver. */
  #run<T>(work: () => Promise<T>, then: { done: (value: T) => void; failed: (error: unknown) => void }): void {
    const begun = async () => work();
    begun()
      .then(then.done, then.failed)
      .catch((error: unknown) => {
        this.#settings.log.error('fault in the container pool', { error });
      });
  }
}

function asContainerError(error: unknown): ContainerError {
  if (error instanceof ContainerError) return error;
  return new ContainerError('The container could not be created.', 'platform', { cause: error });
}
