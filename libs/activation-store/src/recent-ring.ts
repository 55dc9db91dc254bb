import type { Activation, ActivationId } from '@whisker/entities';
import { Ring } from './ring';

export interface RecentRingOptions {
  /** Records kept over all namespaces, at most. Default 1,000. */
  readonly size?: number;
  /** Records kept of one namespace, at most. Default half of `size`. */
  readonly perNamespace?: number;
}

/**
 * The newest records, by id. The oldest goes when there are too many: of its namespace, so that a busy one leaves room
 * for the others, or of all. Nothing is read or written elsewhere.
 */
export class RecentRing {
  readonly #perNamespace: number;
  /** The one that counts; the rings tell the order, and may hold records that are gone from here. */
  readonly #byId = new Map<ActivationId, Activation>();
  readonly #all: Ring<Activation>;
  readonly #byNamespace = new Map<string, Ring<Activation>>();

  constructor({ size = 1_000, perNamespace = Math.ceil(size / 2) }: RecentRingOptions = {}) {
    this.#perNamespace = perNamespace;
    this.#all = new Ring(size);
  }

  get size(): number {
    return this.#byId.size;
  }

  /** The first record of an id stays. */
  add(record: Activation): void {
    if (this.#byId.has(record.activationId)) return;
    this.#byId.set(record.activationId, record);
    const oldest = this.#all.push(record);
    if (oldest) this.#forget(oldest);
    const surplus = this.#ringOf(record.namespace).push(record);
    if (surplus) this.#forget(surplus);
    if (oldest) this.#trim(oldest.namespace);
  }

  get(namespace: string, id: ActivationId): Activation | undefined {
    const record = this.#byId.get(id);
    return record?.namespace === namespace ? record : undefined;
  }

  /** Drops the records for which `drops` is true. */
  remove(drops: (record: Activation) => boolean): void {
    for (const record of this.#byId.values()) if (drops(record)) this.#byId.delete(record.activationId);
  }

  #forget(record: Activation): void {
    if (this.#isKept(record)) this.#byId.delete(record.activationId);
  }

  #isKept(record: Activation): boolean {
    return this.#byId.get(record.activationId) === record;
  }

  /** Takes records that are gone from the front of a namespace's ring, so that quiet namespaces take no room for ever. */
  #trim(namespace: string): void {
    const ring = this.#byNamespace.get(namespace);
    while (ring?.oldest && !this.#isKept(ring.oldest)) ring.shift();
    if (ring?.length === 0) this.#byNamespace.delete(namespace);
  }

  #ringOf(namespace: string): Ring<Activation> {
    let ring = this.#byNamespace.get(namespace);
    if (!ring) this.#byNamespace.set(namespace, (ring = new Ring(this.#perNamespace)));
    return ring;
  }
}
