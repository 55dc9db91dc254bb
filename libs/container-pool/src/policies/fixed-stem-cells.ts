import type { PrewarmPolicy, PrewarmTarget } from './prewarm-policy';

/** Containers of one kind and memory that stand ready without code. */
export interface StemCellSetting {
  readonly kind: string;
  readonly memoryMb: number;
  readonly count: number;
  /** Activations such a container may run at a time; it serves only actions with the same. Default 1. */
  readonly concurrency?: number;
}

/** As many as configured, whatever the demand. */
export class FixedStemCells implements PrewarmPolicy {
  readonly #targets: readonly PrewarmTarget[];

  constructor(settings: readonly StemCellSetting[]) {
    this.#targets = settings.map(({ kind, memoryMb, count, concurrency = 1 }) => ({
      spec: { kind, memoryMb, concurrency },
      count,
    }));
  }

  targets(): readonly PrewarmTarget[] {
    return this.#targets;
  }
}
