/** A queue of bounded length: what is pushed into a full one drives out the oldest. Its memory grows with its content. */
export class Ring<T> {
  readonly #capacity: number;
  #items: T[] = [];
  /** Place of the oldest item. */
  #head = 0;

  constructor(capacity: number) {
    this.#capacity = Math.max(1, capacity);
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  get oldest(): T | undefined {
    return this.#items[this.#head];
  }

  /** @returns the item that had to go */
  push(item: T): T | undefined {
    const gone = this.length === this.#capacity ? this.shift() : undefined;
    this.#items.push(item);
    return gone;
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head += 1;
    // The free room at the front is given back in one move per as many shifts as there are items: cheap, and bounded.
    if (this.#head * 2 >= this.#items.length) this.#compact();
    return item;
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
