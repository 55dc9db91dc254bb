import type { Timers } from '@whisker/entities';
import type { Delivery, Feed, Handler } from '@whisker/message-bus';
import type { Topic } from '@whisker/messages';
import type { Chunk, IncomingRecord } from './broker-client';
import { DoneLedger } from './done-ledger';
import type { KafkaBusLog } from './outages';
import { Arrivals, readStamp, type Stamp } from './stamp';
import type { TopicReading, TopicTaker } from './topic-reading';

export interface TopicFeedOptions<T> {
  readonly topic: Topic<T>;
  readonly capacity: number;
  readonly handler: Handler<T>;
  readonly commitEveryMs: number;
  readonly timers: Timers;
  readonly log: KafkaBusLog;
  /** It is closed and another one may be opened. */
  readonly onClose: () => void;
}

/**
 * Hands messages over while there is room, in their order, each once; tells the brokers up to where they are done. A
 * message is fetched long before it is handed over: one that waits here is not done, and comes again after a crash.
 */
export class TopicFeed<T> implements Feed, TopicTaker {
  readonly #options: TopicFeedOptions<T>;
  readonly #arrivals = new Arrivals();
  #reading: TopicReading | undefined;
  #ledger = new DoneLedger();
  /** Offset of the next message to hand over. */
  #position: number | undefined;
  /** Older ones were there before this feed, so perhaps somebody had them. */
  #freshFrom = 0;
  #taken = 0;
  #paused = false;
  #closing: Promise<void> | undefined;
  #onChange: (() => void)[] = [];
  #cancelCommit: (() => void) | undefined;
  #committed: number | undefined;

  constructor(options: TopicFeedOptions<T>) {
    this.#options = options;
  }

  /** Reads with it from now on. */
  attach(reading: TopicReading): void {
    this.#reading = reading;
  }

  begin(end: number): void {
    this.#freshFrom = end;
    if (!this.#options.topic.durable) this.#position = end;
  }

  position(): number | undefined {
    return this.#position;
  }

  async take({ records, end }: Chunk, signal: AbortSignal): Promise<void> {
    if (this.#position !== undefined && end < this.#position) this.#startOver();
    const wake = (): void => this.#change();
    signal.addEventListener('abort', wake, { once: true });
    for (const record of records) {
      while (!this.#hasRoom && !signal.aborted) await this.#changed();
      if (signal.aborted) break;
      if (record.offset >= (this.#position ?? 0)) this.#handOver(record);
    }
    signal.removeEventListener('abort', wake);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#change();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Stops without waiting for what was handed over: it comes again. */
  async abandon(): Promise<void> {
    this.#closing ??= Promise.resolve();
    this.#cancelCommit?.();
    await this.#commit();
    await this.#reading?.close();
    this.#options.onClose();
  }

  async #close(): Promise<void> {
    while (this.#taken > 0) await this.#changed();
    await this.abandon();
  }

  get #hasRoom(): boolean {
    return !this.#paused && !this.#closing && this.#taken < this.#options.capacity;
  }

  /** The topic was deleted and made again: its offsets begin anew. */
  #startOver(): void {
    this.#options.log.warn('Kafka: a topic begins anew, as if it had been deleted', {
      topic: this.#options.topic.name,
    });
    this.#ledger = new DoneLedger();
    this.#position = 0;
    this.#freshFrom = 0;
    this.#committed = undefined;
  }

  #handOver(record: IncomingRecord): void {
    const { offset } = record;
    const ledger = this.#ledger;
    this.#position = offset + 1;
    ledger.handedOver(offset);
    const stamp = readStamp(record.stamp);
    const delivery = stamp && this.#arrivals.repeats(stamp) ? undefined : this.#read(record, stamp);
    if (!delivery) {
      ledger.done(offset);
      this.#commitSoon();
      return;
    }
    this.#taken += 1;
    void this.#handle(delivery).then(() => {
      this.#taken -= 1;
      ledger.done(offset);
      this.#commitSoon();
      this.#change();
    });
  }

  #read({ offset, value, producedAt }: IncomingRecord, stamp: Stamp | undefined): Delivery<T> | undefined {
    const { topic, log } = this.#options;
    try {
      const message = topic.decode(value.toString('utf8'));
      return { message, producedAt, redelivered: offset < this.#freshFrom || stamp?.again === true };
    } catch (fault) {
      log.error('Kafka: a message cannot be read and is dropped', { topic: topic.name, offset, fault });
      return undefined;
    }
  }

  async #handle(delivery: Delivery<T>): Promise<void> {
    const { topic, handler, log } = this.#options;
    try {
      await handler(delivery);
    } catch (fault) {
      log.error('Kafka: a message failed its handler', { topic: topic.name, fault });
    }
  }

  #commitSoon(): void {
    if (this.#closing) return;
    this.#cancelCommit ??= this.#options.timers.after(this.#options.commitEveryMs, () => {
      void this.#commit().then((worked) => {
        this.#cancelCommit = undefined;
        if (!worked || this.#ledger.committable !== this.#committed) this.#commitSoon();
      });
    });
  }

  /** @returns whether the brokers know now what is done */
  async #commit(): Promise<boolean> {
    const { committable } = this.#ledger;
    if (committable === undefined || committable === this.#committed) return true;
    try {
      await this.#reading?.commit(committable);
      this.#committed = committable;
      return true;
    } catch {
      // Somebody else's turn, or no connection, which the reading reports. What is done comes again, marked.
      return false;
    }
  }

  #change(): void {
    for (const wake of this.#onChange.splice(0)) wake();
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => this.#onChange.push(resolve));
  }
}
