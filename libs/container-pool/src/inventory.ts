import type { ActionVariant } from './action-variant';
import type { ContainerSpec } from './container';
import { containerStates, next, type ContainerEvent, type ContainerState } from './container-states';
import type { LinePolicy } from './policies/line-policy';
import { PooledContainer } from './pooled-container';
import { RecencyList } from './recency-list';

/**
 * All containers alive, what memory they take, and in which list each stands. Every change of state passes through
 * `move`, so that the sums and the lists cannot disagree with the states.
 */
export class Inventory {
  /** What the pool may use, MB. */
  readonly memoryMb: number;
  readonly all = new Set<PooledContainer>();
  /** Without code and free for any action of their spec. */
  readonly prewarmed = new RecencyList();
  readonly #memoryIn = Object.fromEntries(containerStates.map((state) => [state, 0])) as Record<ContainerState, number>;
  readonly #line: LinePolicy;
  #busy = 0;
  #usedMb = 0;
  #overdueMb = 0;
  #serial = 0;

  constructor(memoryMb: number, line: LinePolicy) {
    this.memoryMb = memoryMb;
    this.#line = line;
  }

  /** Memory of everything alive, MB. */
  get usedMb(): number {
    return this.#usedMb;
  }

  /** Containers at work. */
  get busy(): number {
    return this.#busy;
  }

  get freeMb(): number {
    return this.memoryMb - this.#usedMb;
  }

  /** Memory that removals in progress are about to free, MB. */
  get comingMb(): number {
    return this.#memoryIn.removing - this.#overdueMb;
  }

  /** Memory that may be freed, MB. */
  get evictableMb(): number {
    return this.#memoryIn.prewarmed + this.#memoryIn.idle + this.#memoryIn.paused;
  }

  /** A container to be created, meant for `owner` if given. Its memory counts from now. */
  add(spec: ContainerSpec, owner: ActionVariant | undefined, now: number): PooledContainer {
    this.#serial += 1;
    const entry = new PooledContainer(this.#serial, spec, now);
    this.all.add(entry);
    this.#memoryIn.creating += spec.memoryMb;
    this.#usedMb += spec.memoryMb;
    this.bind(entry, owner);
    return entry;
  }

  /** Makes it belong to `variant`, or to none. */
  bind(entry: PooledContainer, variant: ActionVariant | undefined): void {
    if (entry.variant) count(entry.variant, entry, -1);
    entry.variant = variant;
    if (variant) count(variant, entry, 1);
    this.reshelve(entry);
  }

  /** Takes a step of the state table. @throws IllegalTransition */
  move(entry: PooledContainer, event: ContainerEvent): void {
    const from = entry.state;
    const to = next(from, event);
    if (from !== to) this.#account(entry, to);
    if (to === 'gone') this.#forget(entry);
    else this.reshelve(entry);
  }

  /** Not to be handed out again. */
  doom(entry: PooledContainer): void {
    if (!entry.doomed && entry.variant && entry.state === 'busy') entry.variant.busy -= 1;
    if (entry.variant && !isLeaving(entry)) entry.variant.leaving += 1;
    entry.doomed = true;
    this.reshelve(entry);
  }

  /** Its removal lasts too long to be counted on. */
  markOverdue(entry: PooledContainer): void {
    entry.overdue = true;
    this.#overdueMb += entry.spec.memoryMb;
  }

  /** Puts it in front of the list that its state asks for. Called after `active` changed without a step. */
  reshelve(entry: PooledContainer): void {
    const list = this.#listOf(entry);
    if (list) list.add(entry);
    else entry.list?.remove(entry);
  }

  #account(entry: PooledContainer, to: ContainerState): void {
    const { memoryMb } = entry.spec;
    this.#memoryIn[entry.state] -= memoryMb;
    this.#memoryIn[to] += memoryMb;
    if (entry.state === 'busy') this.#busy -= 1;
    if (to === 'busy') this.#busy += 1;
    if (entry.variant && !entry.doomed) {
      if (entry.state === 'busy') entry.variant.busy -= 1;
      if (to === 'busy') entry.variant.busy += 1;
    }
    const wasLeaving = isLeaving(entry);
    entry.state = to;
    if (entry.variant && !wasLeaving && isLeaving(entry)) entry.variant.leaving += 1;
  }

  #forget(entry: PooledContainer): void {
    const { memoryMb } = entry.spec;
    this.#memoryIn.gone -= memoryMb;
    this.#usedMb -= memoryMb;
    if (entry.overdue) this.#overdueMb -= memoryMb;
    this.all.delete(entry);
    entry.doomed = true;
    this.bind(entry, undefined);
  }

  #hotListOf({ active, capacity, variant, takesInLine }: PooledContainer): RecencyList | undefined {
    if (active < capacity) return variant?.available;
    const inLine =
      variant && takesInLine ? this.#line.places(variant.shelf.record, { othersIdle: false, busy: this.#busy }) : 0;
    return active < capacity + inLine ? variant?.lines : undefined;
  }

  #listOf(entry: PooledContainer): RecencyList | undefined {
    if (entry.doomed) return undefined;
    switch (entry.state) {
      case 'busy':
      case 'idle':
        return this.#hotListOf(entry);
      case 'creating':
      case 'initialising':
      case 'resuming':
        return entry.variant?.warming;
      case 'pausing':
        return entry.resumeWanted ? entry.variant?.warming : entry.variant?.resting;
      case 'paused':
        return entry.variant?.resting;
      case 'prewarmed':
        return this.prewarmed;
      default:
        return undefined;
    }
  }
}

function count(variant: ActionVariant, entry: PooledContainer, by: 1 | -1): void {
  variant.containers += by;
  if (isLeaving(entry)) variant.leaving += by;
}

function isLeaving({ doomed, state }: PooledContainer): boolean {
  return doomed || state === 'removing' || state === 'gone';
}
