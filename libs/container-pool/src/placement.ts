import { sameSpec, type AcquireRequest } from './acquire-request';
import { average } from './action-record';
import type { ActionVariant } from './action-variant';
import type { ContainerOperations } from './container-operations';
import type { Evictor } from './evictor';
import type { Inventory } from './inventory';
import type { LeaseDesk } from './lease-desk';
import { MemoryBudget } from './memory-budget';
import type { PooledContainer } from './pooled-container';
import type { PoolSettings } from './pool-options';
import type { Standing, Waiter } from './waiter';
import type { WaitingLine } from './waiting-line';

export interface PlacementParts {
  readonly inventory: Inventory;
  readonly line: WaitingLine;
  readonly operations: ContainerOperations;
  readonly evictor: Evictor;
  readonly desk: LeaseDesk;
  readonly settings: Pick<
    PoolSettings,
    'clock' | 'startPolicy' | 'line' | 'maxWaiting' | 'maxCreating' | 'maxPasses' | 'maxPassedMs'
  >;
}

/**
 * Brings waiting requests and containers together.
 *
 * A pass over the line (`dispatch`) follows whatever may help somebody: a request, a container ready, idle, lost or
 * gone. It keeps no reservations between passes: each pass deals out what is on the way in the order of the line, and
 * starts what is missing. So a container created for one request may serve another, and a request that finds a hot
 * container first leaves its own to the next.
 *
 * The head is the first waiter that lacks memory. Later ones may be placed before it (backfilling), until that has
 * happened `maxPasses` times or lasted `maxPassedMs`. From then on the head is *starving*: every container that becomes
 * idle is removed for it until its memory is on the way, and busy ones take no additional runs.
 */
export class Placement {
  readonly #parts: PlacementParts;
  #head: Waiter | undefined;
  #starving = false;
  #pass = 0;
  /** Moving average of creating a container for whatever action, ms; 0 until the first. */
  #createMs = 0;
  /** Waiters of this pass that are to wait for busy containers. */
  #patient = 0;

  constructor(parts: PlacementParts) {
    this.#parts = parts;
  }

  /** Waiters that are to wait for busy containers, as of the last pass. */
  get patient(): number {
    return this.#patient;
  }

  /**
   * A hot container of the variant that may be taken now: one that has room in its line (it is awake, and its runs are
   * short), else the most recently used.
   */
  hot(variant: ActionVariant, { notInLine }: AcquireRequest): PooledContainer | undefined {
    const inLine = notInLine === true || this.#starving ? undefined : this.#inLine(variant);
    const newest = inLine ?? variant.available.newest;
    return newest && this.#starving && newest.active > 0 ? undefined : newest;
  }

  #inLine({ lines, available, shelf }: ActionVariant): PooledContainer | undefined {
    const { newest } = lines;
    if (!newest) return undefined;
    const view = { othersIdle: true, busy: this.#parts.inventory.busy };
    const places = available.newest ? this.#parts.settings.line.places(shelf.record, view) : Number.POSITIVE_INFINITY;
    // A container may close its line without a word, because a run takes long.
    for (let entry: PooledContainer | undefined = newest; entry; entry = entry.older)
      if (entry.active < entry.capacity + places && entry.takesInLine) return entry;
    return undefined;
  }

  /** A container is ready, has room again, or became idle. */
  freed(entry: PooledContainer): void {
    if (this.#parts.line.size === 0) return;
    const head = this.#head;
    if (entry.variant && !this.#starving) this.#serveHot(entry.variant);
    if (this.#starving || entry.state === 'idle' || head !== this.#head) this.dispatch();
  }

  /** A container without code is ready; whoever of `owner` waits longest has it. */
  created(entry: PooledContainer, owner: ActionVariant | undefined): void {
    this.#createMs = average(this.#createMs, entry.readyMs);
    const waiter = owner && first(owner.waiters);
    if (waiter) this.#serve(waiter, entry);
    this.dispatch();
    if (entry.state === 'prewarmed') entry.start = 'prewarm';
  }

  /** One pass over the line. */
  dispatch(): void {
    const { inventory, line } = this.#parts;
    this.#head = undefined;
    this.#starving = false;
    this.#patient = 0;
    if (line.size === 0) return;
    this.#pass += 1;
    const budget = new MemoryBudget(inventory.freeMb, inventory.comingMb);
    for (const waiter of line) {
      const standing = this.#place(waiter, budget);
      if (standing) line.mark(waiter, standing);
    }
  }

  /** True if others may be better off now that this waiter was refused. */
  mattered(waiter: Waiter): boolean {
    return waiter.standing !== 'blocked' || waiter === this.#head;
  }

  #serveHot(variant: ActionVariant): void {
    for (const waiter of variant.waiters) {
      const entry = this.hot(variant, waiter.request);
      if (entry) this.#serve(waiter, entry);
      else if (waiter.request.notInLine !== true) return;
    }
  }

  #serve(waiter: Waiter, entry: PooledContainer): void {
    this.#parts.line.delete(waiter);
    if (waiter === this.#head) this.#head = undefined;
    else this.#notePass(waiter);
    const total = Math.max(0, this.#parts.settings.clock() - waiter.since);
    const timed = entry.start === 'cold' || entry.start === 'warm';
    const containerMs = timed ? Math.min(total, entry.readyMs) : 0;
    waiter.serve(this.#parts.desk.open(entry, waiter.variant, { waitMs: total - containerMs, containerMs }));
  }

  /** True if something is on the way for it that no earlier waiter counts on. */
  #isCovered({ variant }: Waiter): boolean {
    if (variant.pass !== this.#pass) {
      variant.pass = this.#pass;
      variant.unclaimed = variant.coverage();
      variant.patient = 0;
    }
    if (variant.unclaimed === 0) return false;
    variant.unclaimed -= 1;
    return true;
  }

  /** Its new standing, or undefined if it has left the line with a lease. */
  #place(waiter: Waiter, budget: MemoryBudget): Standing | undefined {
    const { variant, request } = waiter;
    const hot = this.hot(variant, request);
    if (hot) return this.#serveWith(waiter, hot);
    if (this.#isCovered(waiter)) return 'covered';
    if (this.#isPatient(waiter)) return 'promised';
    const resting = variant.resting.newest;
    if (resting) {
      this.#parts.operations.resume(resting);
      return this.#cover(waiter);
    }
    if (variant.living >= (waiter.request.maxContainers ?? Infinity)) return this.#waitForOwn();
    const prewarmed = this.#prewarmed(waiter);
    if (prewarmed) {
      variant.unclaimed += prewarmed.capacity - 1;
      return this.#serveWith(waiter, prewarmed);
    }
    const spare = this.#spareCreation(waiter);
    if (spare) {
      this.#parts.inventory.bind(spare, variant);
      return this.#cover(waiter);
    }
    return this.#findMemory(waiter, budget);
  }

  /** True if it does best to wait for a busy container of its action. No more than `maxWaiting` do. */
  #isPatient(waiter: Waiter): boolean {
    const { variant, since } = waiter;
    const { clock, startPolicy, maxWaiting } = this.#parts.settings;
    if (variant.busy === 0 || this.#starving || this.#patient >= maxWaiting) return false;
    const waits = startPolicy.waits({
      ahead: variant.patient,
      running: variant.busy * Math.max(1, variant.spec.concurrency),
      runMs: variant.shelf.record.expectedRunMs,
      startMs: this.#startMs(waiter),
      waitedMs: clock() - since,
    });
    if (!waits) return false;
    variant.patient += 1;
    this.#patient += 1;
    return true;
  }

  /**
   * Its action has as many containers as it may have: one of those will be free. It lacks no memory, so it is never the
   * head. No more than `maxWaiting` wait so.
   */
  #waitForOwn(): Standing {
    if (this.#patient >= this.#parts.settings.maxWaiting) return 'blocked';
    this.#patient += 1;
    return 'promised';
  }

  /** What another container for it would take to be ready, as far as that is known. */
  #startMs(waiter: Waiter): number | undefined {
    const { createMs, initMs } = waiter.variant.shelf.record;
    if (this.#prewarmed(waiter)) return initMs || undefined;
    const known = createMs || this.#createMs;
    return known === 0 ? undefined : known + initMs;
  }

  #serveWith(waiter: Waiter, entry: PooledContainer): undefined {
    this.#serve(waiter, entry);
  }

  /** A container is on the way: one place in it is for this waiter, the others for the next. */
  #cover(waiter: Waiter): Standing {
    waiter.variant.unclaimed += Math.max(1, waiter.variant.spec.concurrency) - 1;
    this.#notePass(waiter);
    return 'covered';
  }

  #prewarmed({ variant }: Waiter): PooledContainer | undefined {
    for (const entry of this.#parts.inventory.prewarmed) {
      if (sameSpec(entry.spec, variant.spec)) return entry;
    }
    return undefined;
  }

  /** A container in creation whose owner has found others, or that was meant for nobody. */
  #spareCreation({ variant }: Waiter): PooledContainer | undefined {
    for (const entry of this.#parts.operations.creating) {
      if (entry.doomed || entry.variant === variant || !sameSpec(entry.spec, variant.spec)) continue;
      const owner = entry.variant;
      if (!owner || owner.coverage() - entry.capacity >= owner.waiters.size) return entry;
    }
    return undefined;
  }

  #findMemory(waiter: Waiter, budget: MemoryBudget): Standing {
    const { operations, evictor, settings } = this.#parts;
    const needMb = waiter.variant.spec.memoryMb;
    if (this.#starving) return this.#blocked(waiter, budget);
    if (needMb > budget.total) budget.coming += evictor.free(needMb - budget.total);
    if (needMb > budget.total) return this.#blocked(waiter, budget);
    if (needMb <= budget.free && operations.creating.size < settings.maxCreating) {
      budget.free -= needMb;
      operations.create(waiter.variant.spec, waiter.variant);
      return this.#cover(waiter);
    }
    budget.reserve(needMb);
    return 'promised';
  }

  #blocked(waiter: Waiter, budget: MemoryBudget): Standing {
    this.#head ??= waiter;
    if (waiter === this.#head) {
      waiter.headSince ??= this.#parts.settings.clock();
      if (this.#overdue(waiter)) this.#starve(waiter, budget);
    }
    return 'blocked';
  }

  /** Takes for the head what is idle, though it is not enough, and leaves the others nothing to take from it. */
  #starve(head: Waiter, budget: MemoryBudget): void {
    this.#starving = true;
    this.#parts.evictor.freeWhatIsIdle(head.variant.spec.memoryMb - budget.total);
    budget.free = 0;
    budget.coming = 0;
  }

  #overdue({ passes, headSince }: Waiter): boolean {
    const { clock, maxPasses, maxPassedMs } = this.#parts.settings;
    return passes >= maxPasses || (headSince !== undefined && clock() - headSince >= maxPassedMs);
  }

  /** Counts once that a later waiter was placed before the head. */
  #notePass(waiter: Waiter): void {
    const head = this.#head;
    if (!head || waiter.hasPassed || waiter.order < head.order) return;
    waiter.hasPassed = true;
    head.passes += 1;
    if (this.#overdue(head)) this.#starving = true;
  }
}

function first(waiters: ReadonlySet<Waiter>): Waiter | undefined {
  for (const waiter of waiters) return waiter;
  return undefined;
}
