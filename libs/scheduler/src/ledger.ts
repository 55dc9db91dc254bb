import type { Activation, ActivationId } from '@whisker/entities';
import type { Placement } from './placement';

/** What is entered when an activation is sent to an invoker. */
export interface LedgerOpening {
  readonly activationId: ActivationId;
  /** Counted for the concurrency throttle. */
  readonly namespaceUuid: string;
  readonly placement: Placement;
  /** The invoker's answer is given up then, epoch ms. */
  readonly deadline: number;
  /** The same if the invoker is gone, epoch ms; at most `deadline`. */
  readonly lostAt: number;
}

/** An activation in flight. */
export class LedgerEntry {
  readonly activationId: ActivationId;
  readonly namespaceUuid: string;
  readonly placement: Placement;
  deadline: number;
  readonly #lostAt: number;
  #resolve: ((record: Activation | undefined) => void) | undefined;
  #reject: ((reason: Error) => void) | undefined;

  constructor(opening: LedgerOpening) {
    this.activationId = opening.activationId;
    this.namespaceUuid = opening.namespaceUuid;
    this.placement = opening.placement;
    this.deadline = opening.deadline;
    this.#lostAt = opening.lostAt;
  }

  /** The result, once. Call it at most once; a rejection nobody waits for is not reported. */
  result(): Promise<Activation | undefined> {
    const result = new Promise<Activation | undefined>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The caller may have stopped waiting long before the deadline.
    result.catch(ignore);
    return result;
  }

  /** Further calls of this and of {@link fail} do nothing. */
  succeed(record: Activation | undefined): void {
    this.#resolve?.(record);
  }

  fail(reason: Error): void {
    this.#reject?.(reason);
  }

  /** The invoker is gone: an answer is no longer likely. */
  hurry(): void {
    this.deadline = Math.min(this.deadline, this.#lostAt);
  }
}

function ignore(): void {}

/**
 * Work in flight: every activation that was sent to an invoker and not acknowledged. Each entry holds a placement,
 * which is released exactly when the entry leaves, by whatever way.
 */
export class Ledger {
  readonly #entries = new Map<ActivationId, LedgerEntry>();
  readonly #byNamespace = new Map<string, number>();
  /** No entry has an earlier deadline; so most sweeps need not look at the entries. */
  #earliest = Infinity;

  get size(): number {
    return this.#entries.size;
  }

  /** Activations of a namespace in flight. */
  inFlight(namespaceUuid: string): number {
    return this.#byNamespace.get(namespaceUuid) ?? 0;
  }

  /** @throws Error if the id is in flight; the placement is then released */
  open(opening: LedgerOpening): LedgerEntry {
    if (this.#entries.has(opening.activationId)) {
      opening.placement.release();
      throw new Error(`activation ${opening.activationId} is in flight already`);
    }
    const entry = new LedgerEntry(opening);
    this.#entries.set(opening.activationId, entry);
    this.#byNamespace.set(opening.namespaceUuid, this.inFlight(opening.namespaceUuid) + 1);
    if (opening.deadline < this.#earliest) this.#earliest = opening.deadline;
    return entry;
  }

  get(activationId: ActivationId): LedgerEntry | undefined {
    return this.#entries.get(activationId);
  }

  /** Takes an entry out. @returns undefined if there is none, as after its deadline */
  close(activationId: ActivationId): LedgerEntry | undefined {
    const entry = this.#entries.get(activationId);
    if (!entry) return undefined;
    this.#entries.delete(activationId);
    this.#uncount(entry.namespaceUuid);
    entry.placement.release();
    return entry;
  }

  /** Takes out all entries whose deadline has come. */
  expire(now: number): readonly LedgerEntry[] {
    if (now < this.#earliest) return NONE;
    const due: LedgerEntry[] = [];
    let earliest = Infinity;
    for (const entry of this.#entries.values()) {
      if (entry.deadline <= now) due.push(entry);
      else if (entry.deadline < earliest) earliest = entry.deadline;
    }
    this.#earliest = earliest;
    for (const { activationId } of due) this.close(activationId);
    return due;
  }

  /** An invoker left: what it has in flight is given up sooner. */
  hurry(invoker: number): void {
    for (const entry of this.#entries.values()) {
      if (entry.placement.invoker === invoker) {
        entry.hurry();
        this.#earliest = Math.min(this.#earliest, entry.deadline);
      }
    }
  }

  /** Takes everything out. */
  clear(): readonly LedgerEntry[] {
    const all = [...this.#entries.values()];
    for (const { activationId } of all) this.close(activationId);
    return all;
  }

  #uncount(namespaceUuid: string): void {
    const left = this.inFlight(namespaceUuid) - 1;
    if (left > 0) this.#byNamespace.set(namespaceUuid, left);
    else this.#byNamespace.delete(namespaceUuid);
  }
}

const NONE: readonly LedgerEntry[] = [];
