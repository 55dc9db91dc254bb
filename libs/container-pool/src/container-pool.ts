import type { AcquireRequest } from './acquire-request';
import { ActionShelves } from './action-shelves';
import { ContainerOperations, type OperationEvents } from './container-operations';
import { Drain } from './drain';
import { Evictor } from './evictor';
import { Housekeeping } from './housekeeping';
import { Inventory } from './inventory';
import type { Lease } from './lease';
import { LeaseDesk } from './lease-desk';
import { Placement } from './placement';
import { settingsOf, type PoolOptions, type PoolSettings } from './pool-options';
import { PoolRefusal } from './pool-refusal';
import { viewOf, type PoolSnapshot } from './pool-snapshot';
import { StemCells } from './stem-cells';
import type { Waiter } from './waiter';
import { WaitingLine } from './waiting-line';

/** Time between two looks at deadlines, ms. */
const TICK_MS = 50;

/**
 * The containers of one invoker: finds one for each request, keeps used ones for the next, makes room.
 *
 * In this order a request gets: a hot container, room in one that is being made ready for the same action, a paused
 * one, a prewarmed one, a new one, a new one after idle ones were removed. Else it waits, within bounds.
 * One periodic tick serves all deadlines and keep-alive times.
 */
export class ContainerPool {
  readonly #settings: PoolSettings;
  readonly #shelves = new ActionShelves();
  readonly #line: WaitingLine;
  readonly #inventory: Inventory;
  readonly #desk: LeaseDesk;
  readonly #stemCells: StemCells;
  readonly #evictor: Evictor;
  readonly #placement: Placement;
  readonly #housekeeping: Housekeeping;
  readonly #drain: Drain;
  #stopTicking: (() => void) | undefined;
  /** Stem cells are to be looked after at the next tick: starting one takes time that a request would wait for. */
  #refillDue = false;

  /** @throws RangeError for an option that makes no sense */
  constructor(options: PoolOptions) {
    const settings = settingsOf(options);
    const { clock, log } = settings;
    this.#settings = settings;
    this.#line = new WaitingLine((waiter) => this.#withdraw([waiter], waiter.request.signal?.reason));
    const inventory = (this.#inventory = new Inventory(settings.memoryMb, settings.line));
    const operations = new ContainerOperations(settings, inventory, this.#operationEvents());
    const common = { inventory, operations, line: this.#line, settings, clock };
    this.#desk = new LeaseDesk({ ...common, events: this.#leaseEvents(), log });
    this.#stemCells = new StemCells(common);
    const surplus = () => this.#stemCells.surplus();
    this.#evictor = new Evictor({ ...common, ...settings, surplus });
    this.#placement = new Placement({ ...common, evictor: this.#evictor, desk: this.#desk });
    this.#housekeeping = new Housekeeping({ ...common, surplus });
    this.#drain = new Drain(common);
  }

  /** Begins to prewarm, in the background. What an earlier process left is the business of whoever made the driver. */
  start(): void {
    if (this.#drain.begun) return;
    this.#tickFromNow();
    this.#stemCells.start();
    this.#stemCells.refill();
  }

  /**
   * A lease on a container that can run the action of `request`; it must be released. If there is a hot one, the
   * promise is fulfilled already. It may be busy: then the lease is for a place in its own line (see
   * {@link Container.lineRoom}).
   * Rejects with a {@link PoolRefusal}; with a `ContainerError` if a container could not be created in two attempts; or
   * with the reason of the request's signal.
   */
  acquire(request: AcquireRequest): Promise<Lease> {
    const lease = this.acquireNow(request);
    if (lease) return Promise.resolve(lease);
    const refusal = this.#refusalOf(request);
    return refusal === undefined ? this.#wait(request) : Promise.reject(refusal as Error);
  }

  /** A lease on a hot container, or undefined if there is none: then `acquire`. */
  acquireNow(request: AcquireRequest): Lease | undefined {
    const variant = this.#shelves.current(request);
    const entry = variant && this.#placement.hot(variant, request);
    if (!entry) return undefined;
    const lease = this.#desk.open(entry, variant);
    variant.shelf.keepWarm = request.keepWarm;
    variant.shelf.record.arrived(entry.lastUsed);
    return lease;
  }

  /** The pool now. */
  snapshot(): PoolSnapshot {
    return {
      containers: [...this.#inventory.all].map(viewOf),
      memoryMb: this.#inventory.memoryMb,
      usedMb: this.#inventory.usedMb,
      freeMb: this.#inventory.freeMb,
      active: this.#desk.active,
      waiting: this.#line.size,
      blocked: this.#line.blocked,
      draining: this.#drain.begun,
      starts: this.#desk.starts,
      evictions: this.#evictor.evictions,
    };
  }

  /**
   * Hands out no more leases, refuses those that wait, awaits those held until `deadline` (epoch ms), then destroys
   * everything. Resolves when all containers are gone; a second call can only bring the deadline forward.
   */
  async drain(deadline: number): Promise<void> {
    if (!this.#drain.begun) this.#stemCells.stop();
    const done = this.#drain.begin(deadline);
    this.#withdraw([...this.#line], new PoolRefusal('draining'));
    this.#tickFromNow();
    await done;
    this.#stopTicking?.();
  }

  /** Destroys everything now. The driver is left to whoever made it. */
  close(): Promise<void> {
    return this.drain(this.#settings.clock());
  }

  #refusalOf({ spec, deadline, signal }: AcquireRequest): unknown {
    if (this.#drain.begun) return new PoolRefusal('draining');
    if (spec.memoryMb > this.#inventory.memoryMb) {
      return new PoolRefusal(
        'too-large',
        `The action needs ${spec.memoryMb} MB of memory, but all containers here have ${this.#inventory.memoryMb} MB.`,
      );
    }
    if (signal?.aborted) return signal.reason;
    return deadline <= this.#settings.clock() ? new PoolRefusal('deadline') : undefined;
  }

  #wait(request: AcquireRequest): Promise<Lease> {
    const now = this.#settings.clock();
    const variant = this.#shelves.visit(request, now);
    variant.shelf.record.arrived(now);
    const waiter = this.#line.add(request, variant, now);
    this.#placement.dispatch();
    if (waiter.standing === 'blocked' && this.#line.blocked + this.#placement.patient > this.#settings.maxWaiting) {
      this.#withdraw([waiter], new PoolRefusal('queue-full'));
    }
    this.#tickFromNow();
    this.#refillDue = true;
    return waiter.promise;
  }

  /** Refuses all of them before anything is dealt out anew, so that none is served on its way out. */
  #withdraw(waiters: readonly Waiter[], reason: unknown): void {
    const gone = waiters.filter((waiter) => this.#line.delete(waiter));
    for (const waiter of gone) waiter.refuse(reason);
    if (gone.some((waiter) => this.#placement.mattered(waiter))) this.#placement.dispatch();
  }

  #operationEvents(): OperationEvents {
    return {
      created: (entry, owner) => {
        if (owner) owner.shelf.record.created(entry.readyMs);
        else this.#stemCells.succeeded(entry.spec);
        this.#placement.created(entry, owner);
        if (owner) this.#refillDue = true;
        else this.#stemCells.refill();
      },
      createFailed: (entry, owner, error) => {
        if (!owner) this.#stemCells.failed(entry.spec);
        else if (owner.coverage() < owner.waiters.size) this.#withdraw([...owner.waiters].slice(0, 1), error);
        this.#memoryChanged();
      },
      ready: (entry) => this.#placement.freed(entry),
      paused: () => this.#memoryChanged(),
      lost: () => this.#memoryChanged(),
      removed: (entry) => {
        this.#housekeeping.removed(entry);
        this.#memoryChanged();
      },
    };
  }

  #leaseEvents() {
    return {
      firstLease: (...taken: Parameters<StemCells['taken']>) => this.#stemCells.taken(...taken),
      freed: (entry: Parameters<Placement['freed']>[0]) => this.#placement.freed(entry),
      lost: () => this.#memoryChanged(),
    };
  }

  #memoryChanged(): void {
    this.#placement.dispatch();
    this.#stemCells.refill();
    this.#drain.check();
  }

  #tickFromNow(): void {
    if (this.#stopTicking) return;
    const tickLater = (): void => {
      this.#stopTicking = this.#settings.timers.after(TICK_MS, () => {
        tickLater();
        this.#tick();
      });
    };
    tickLater();
  }

  #tick(): void {
    this.#withdraw(this.#line.expired(this.#settings.clock()), new PoolRefusal('deadline'));
    if (this.#housekeeping.tick() || this.#refillDue) {
      this.#refillDue = false;
      this.#stemCells.refill();
    }
    if (this.#line.uncovered > 0) this.#placement.dispatch();
    this.#drain.check();
  }
}
