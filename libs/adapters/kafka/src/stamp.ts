/**
 * Each message carries who sent it and which of its messages to the topic it is, as a header. A sender sends one request
 * of a topic at a time and repeats a failed one before the next, so within the log the numbers of a sender rise, but for
 * messages that were written twice: those are told by a number that is not higher than the last.
 */
export interface Stamp {
  /** One bus of one process. */
  readonly sender: string;
  /** From 1. */
  readonly number: number;
  /** It was sent before, and may have been written before. */
  readonly again: boolean;
}

export function printStamp({ sender, number, again }: Stamp): string {
  return again ? `${sender}:${number}:again` : `${sender}:${number}`;
}

/** @returns undefined if it is not one */
export function readStamp(text: string | undefined): Stamp | undefined {
  if (text === undefined) return undefined;
  const [sender = '', number = '', again] = text.split(':');
  if (sender === '' || !/^\d+$/.test(number)) return undefined;
  return { sender, number: Number(number), again: again === 'again' };
}

/** Senders remembered, at most: those heard of last. */
const SENDERS = 1000;

/** Recognizes messages of a topic that came before. */
export class Arrivals {
  readonly #last = new Map<string, number>();

  /** Whether the message came before; if not, it has now. */
  repeats({ sender, number }: Stamp): boolean {
    const last = this.#last.get(sender) ?? 0;
    if (number <= last) return true;
    this.#last.delete(sender);
    this.#last.set(sender, number);
    if (this.#last.size > SENDERS) this.#last.delete(this.#last.keys().next().value as string);
    return false;
  }
}
