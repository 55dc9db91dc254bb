import type { JournalEntry, RunJournal } from '@whisker/invoker';
import { decodeActivationMessage } from '@whisker/messages';
import type { DurableBus, StartedLetter } from './durable-bus';

/**
 * {@link RunJournal} in the lines of the bus: a run whose message the bus holds is noted there, and needs neither a file
 * nor an entry of its own. So what is not durable yet as a message is not as a run, and the other way round. Runs of
 * other messages go to `others`.
 */
export class BusRunJournal implements RunJournal {
  readonly #bus: DurableBus;
  readonly #others: RunJournal;
  /** Of an earlier process, by activation id. */
  readonly #unfinished: Map<string, JournalEntry>;

  constructor(bus: DurableBus, others: RunJournal) {
    this.#bus = bus;
    this.#others = others;
    this.#unfinished = new Map(bus.startedBefore.map((letter) => [entryOf(letter).activationId, entryOf(letter)]));
  }

  started(entry: JournalEntry): Promise<void> {
    return this.#bus.markStarted(entry.activationId, entry.startedAt) ?? this.#others.started(entry);
  }

  /** What the bus holds is forgotten there when its message is done. */
  finished(activationId: string): void {
    this.#unfinished.delete(activationId);
    this.#others.finished(activationId);
  }

  async unfinished(): Promise<readonly JournalEntry[]> {
    return [...this.#unfinished.values(), ...(await this.#others.unfinished())];
  }

  /** The bus is closed by whoever opened it. */
  close(): Promise<void> {
    return this.#others.close();
  }
}

function entryOf({ text, startedAt }: StartedLetter): JournalEntry {
  const { content: _content, ...message } = decodeActivationMessage(text);
  return { ...message, startedAt };
}
