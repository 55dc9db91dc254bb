/** Lets a bounded number of fires through at a time: alarms of many triggers come due in the same second. */
export class FireGate {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param width how many at a time */
  constructor(width: number) {
    this.#free = width;
  }

  /** Each trigger has one fire at most, so no more wait than there are triggers. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
