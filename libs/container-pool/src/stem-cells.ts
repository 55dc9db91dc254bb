import { sameSpec } from './acquire-request';
import type { ContainerOperations } from './container-operations';
import type { ContainerSpec } from './container';
import type { Inventory } from './inventory';
import type { StartKind } from './lease';
import type { PrewarmTarget, SpecDemand } from './policies/prewarm-policy';
import type { PooledContainer } from './pooled-container';
import type { PoolSettings } from './pool-options';
import type { WaitingLine } from './waiting-line';

/** First pause after a failed prewarm, ms; doubled with each further failure. */
const RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 600_000;

export interface StemCellParts {
  readonly inventory: Inventory;
  readonly operations: ContainerOperations;
  readonly line: WaitingLine;
  readonly settings: Pick<PoolSettings, 'prewarm' | 'clock' | 'maxCreating' | 'driver' | 'log'>;
}

interface Trouble {
  failures: number;
  /** epoch ms */
  notBefore: number;
}

/** Keeps containers without code ready, as many as the prewarm policy asks for. */
export class StemCells {
  readonly #parts: StemCellParts;
  readonly #demand = new Map<string, { -readonly [K in keyof SpecDemand]: SpecDemand[K] }>();
  readonly #troubles = new Map<string, Trouble>();
  readonly #refusedKinds = new Set<string>();
  #open = false;

  constructor(parts: StemCellParts) {
    this.#parts = parts;
  }

  /** From now on `refill` creates. */
  start(): void {
    this.#open = true;
  }

  stop(): void {
    this.#open = false;
  }

  /** Creates what is missing, as far as memory and turns to create are left over by requests. */
  refill(): void {
    if (!this.#open || this.#parts.line.uncovered > 0) return;
    for (const target of this.#targets()) this.#fill(target);
  }

  /** Prewarmed containers beyond the targets, the newest of their spec. */
  surplus(): ReadonlySet<PooledContainer> {
    const left = new Map(this.#targets().map(({ spec, count }) => [keyOf(spec), count]));
    const surplus = new Set<PooledContainer>();
    for (const entry of this.#parts.inventory.prewarmed) {
      const key = keyOf(entry.spec);
      const count = left.get(key) ?? 0;
      if (count === 0) surplus.add(entry);
      else left.set(key, count - 1);
    }
    return surplus;
  }

  /** A request has taken a container for its first run. Images are not counted: nobody prewarms them. */
  taken(entry: PooledContainer, start: StartKind): void {
    const { spec } = entry;
    if (spec.image !== undefined) return;
    const key = keyOf(spec);
    const demand = this.#demand.get(key) ?? { spec, coldStarts: 0, prewarmStarts: 0, lastStart: 0 };
    if (start === 'cold') demand.coldStarts += 1;
    else demand.prewarmStarts += 1;
    demand.lastStart = this.#parts.settings.clock();
    this.#demand.set(key, demand);
  }

  /** A container meant for nobody was created. */
  succeeded(spec: ContainerSpec): void {
    this.#troubles.delete(keyOf(spec));
  }

  /** A container meant for nobody could not be created: the next attempt is made later. */
  failed(spec: ContainerSpec): void {
    const failures = (this.#troubles.get(keyOf(spec))?.failures ?? 0) + 1;
    const pause = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (failures - 1));
    this.#troubles.set(keyOf(spec), { failures, notBefore: this.#parts.settings.clock() + pause });
  }

  #targets(): readonly PrewarmTarget[] {
    const { prewarm, clock } = this.#parts.settings;
    return prewarm
      .targets({ now: clock(), demand: [...this.#demand.values()] })
      .filter(({ spec }) => this.#isServed(spec));
  }

  #isServed({ kind }: ContainerSpec): boolean {
    const { driver, log } = this.#parts.settings;
    if (driver.kinds.includes(kind)) return true;
    if (!this.#refusedKinds.has(kind)) log.warn('no prewarming: the driver does not run this kind', { kind });
    this.#refusedKinds.add(kind);
    return false;
  }

  #fill({ spec, count }: PrewarmTarget): void {
    const { operations } = this.#parts;
    for (let missing = count - this.#standing(spec); missing > 0 && this.#mayCreate(spec); missing -= 1) {
      operations.create(spec);
    }
  }

  #standing(spec: ContainerSpec): number {
    const { inventory, operations } = this.#parts;
    const meant = [...operations.creating].filter((entry) => entry.variant === undefined && !entry.doomed);
    return [...inventory.prewarmed, ...meant].filter((entry) => sameSpec(entry.spec, spec)).length;
  }

  #mayCreate(spec: ContainerSpec): boolean {
    const { inventory, operations, settings } = this.#parts;
    const turns = Math.max(1, settings.maxCreating - 1);
    const notBefore = this.#troubles.get(keyOf(spec))?.notBefore ?? 0;
    return operations.creating.size < turns && spec.memoryMb <= inventory.freeMb && settings.clock() >= notBefore;
  }
}

function keyOf(spec: ContainerSpec): string {
  return [spec.kind, spec.memoryMb, spec.concurrency, spec.image ?? ''].join(' ');
}
