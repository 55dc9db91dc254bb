export interface CacheBounds {
  /** Entries kept, at most. */
  readonly entries: number;
  /** Sum of the weights of the entries kept, at most. Default: no bound. */
  readonly weight?: number;
}

/**
 * A map of bounded size that forgets what was not used lately.
 *
 * It keeps two generations. What is written or used belongs to the young one; when that holds half of the bound it
 * becomes the old one, and the old one before is forgotten. A hit therefore costs one look-up and no reordering.
 */
export class BoundedCache<K, V> {
  readonly #entries: number;
  readonly #weight: number;
  #young = new Map<K, Entry<V>>();
  #old = new Map<K, Entry<V>>();
  #youngWeight = 0;

  constructor({ entries, weight = Infinity }: CacheBounds) {
    this.#entries = Math.max(1, Math.floor(entries / 2));
    this.#weight = weight / 2;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young) return young.value;
    const old = this.#old.get(key);
    if (!old) return undefined;
    this.set(key, old.value, old.weight);
    return old.value;
  }

  /** Keeps a value; not one that alone outweighs a generation. @param weight in the unit of the bound */
  set(key: K, value: V, weight = 0): void {
    this.delete(key);
    if (weight > this.#weight) return;
    if (this.#young.size >= this.#entries || this.#youngWeight + weight > this.#weight) this.#age();
    this.#young.set(key, { value, weight });
    this.#youngWeight += weight;
  }

  delete(key: K): void {
    this.#youngWeight -= this.#young.get(key)?.weight ?? 0;
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#age();
    this.#age();
  }

  #age(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#youngWeight = 0;
  }
}

interface Entry<V> {
  readonly value: V;
  readonly weight: number;
}
