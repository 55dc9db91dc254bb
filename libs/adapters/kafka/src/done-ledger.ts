/** Which messages were handed over, and up to where all of them are done: that is what may be committed. */
export class DoneLedger {
  /** Done or not, by offset, in the order they were handed over. */
  readonly #open = new Map<number, boolean>();
  #committable: number | undefined;

  /** First offset that is not done; undefined: nothing is known to be done. */
  get committable(): number | undefined {
    return this.#committable;
  }

  handedOver(offset: number): void {
    this.#open.set(offset, false);
  }

  done(offset: number): void {
    this.#open.set(offset, true);
    for (const [each, isDone] of this.#open) {
      if (!isDone) return;
      this.#open.delete(each);
      this.#committable = each + 1;
    }
  }
}
