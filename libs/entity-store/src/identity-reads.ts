import type { Identity } from '@whisker/entities';
import { BoundedCache } from './bounded-cache';
import { SharedReads } from './shared-reads';

/** How one question is answered by the store. */
export interface IdentityRead {
  readonly load: () => Promise<Identity | undefined>;
  /** Gets the identity, unless subjects changed in the meantime. */
  readonly keep: (identity: Identity) => void;
}

export interface IdentityReadsOptions {
  readonly refusalTtlMs: number;
  readonly entries: number;
  readonly now: () => number;
}

/** Questions of one kind to the store of subjects: asked once at a time, and not soon again if nobody was found. */
export class IdentityReads {
  readonly #refusalTtlMs: number;
  readonly #now: () => number;
  /** Time until which a question is answered with "nobody". */
  readonly #refused: BoundedCache<string, number>;
  readonly #reads = new SharedReads<string, Identity | undefined>();

  constructor({ refusalTtlMs, entries, now }: IdentityReadsOptions) {
    this.#refusalTtlMs = refusalTtlMs;
    this.#now = now;
    this.#refused = new BoundedCache({ entries });
  }

  ask(question: string, { load, keep }: IdentityRead): Promise<Identity | undefined> {
    if ((this.#refused.get(question) ?? -Infinity) > this.#now()) return Promise.resolve(undefined);
    return this.#reads.read(question, load, (identity) => {
      if (identity) keep(identity);
      else this.#refused.set(question, this.#now() + this.#refusalTtlMs);
    });
  }

  forget(): void {
    this.#refused.clear();
    this.#reads.allChanged();
  }
}
