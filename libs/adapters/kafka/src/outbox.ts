/** How much the lanes of a bus hold together. */
export class Outbox {
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  #messages = 0;
  #bytes = 0;

  constructor(maxMessages: number, maxBytes: number) {
    this.#maxMessages = maxMessages;
    this.#maxBytes = maxBytes;
  }

  /** Counts a message, if there is room. @returns whether there was */
  reserve(bytes: number): boolean {
    if (this.#messages >= this.#maxMessages || this.#bytes + bytes > this.#maxBytes) return false;
    this.#messages += 1;
    this.#bytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#messages -= 1;
    this.#bytes -= bytes;
  }
}
