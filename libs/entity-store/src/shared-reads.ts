/**
 * Reads under way, one per key: who asks meanwhile gets the same answer.
 *
 * A read that was overtaken by a change is forgotten at once. Nobody who asks after the change joins it, and its
 * answer, perhaps an old one, is not kept.
 */
export class SharedReads<K, V> {
  readonly #underWay = new Map<K, Promise<V>>();

  /** @param keep gets the answer, unless the key changed in the meantime */
  read(key: K, load: () => Promise<V>, keep: (value: V) => void): Promise<V> {
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay;
    const reading = load().then(
      (value) => {
        if (this.#end(key, reading)) keep(value);
        return value;
      },
      (error: unknown) => {
        this.#end(key, reading);
        throw error;
      },
    );
    this.#underWay.set(key, reading);
    return reading;
  }

  changed(key: K): void {
    this.#underWay.delete(key);
  }

  allChanged(): void {
    this.#underWay.clear();
  }

  /** @returns false if the read was overtaken */
  #end(key: K, reading: Promise<V>): boolean {
    if (this.#underWay.get(key) !== reading) return false;
    return this.#underWay.delete(key);
  }
}
