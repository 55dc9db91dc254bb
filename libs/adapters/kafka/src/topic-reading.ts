import type { Timers } from '@whisker/entities';
import { pauseAfter } from './backoff';
import {
  asFault,
  type BrokerClient,
  type BrokerFault,
  type Chunk,
  type Reader,
  type RecordSink,
} from './broker-client';
import { CONNECTING, type Outages } from './outages';

/** What the reading of a topic needs of who takes the messages. */
export interface TopicTaker {
  position(): number | undefined;
  /** @param end offset that the next message of the topic will get: what is older was there before the taker */
  begin(end: number): void;
  take(chunk: Chunk, signal: AbortSignal): Promise<void>;
}

export interface TopicReadingOptions {
  /** Its full name. */
  readonly topic: string;
  readonly durable: boolean;
  readonly group: string;
  readonly broker: Pick<BrokerClient, 'prepare' | 'end' | 'read'>;
  readonly taker: TopicTaker;
  readonly outages: Outages;
  readonly timers: Timers;
}

/** Reads a topic until it is closed: a reader that ended is followed by another one, with pauses in between. */
export class TopicReading implements RecordSink {
  readonly #options: TopicReadingOptions;
  readonly #what: string;
  readonly #end = new AbortController();
  #reader: Reader | undefined;
  #begun = false;
  #wake: (() => void) | undefined;

  constructor(options: TopicReadingOptions) {
    this.#options = options;
    this.#what = `read topic ${options.topic}`;
  }

  /** Resolves when messages come, however long that takes. @throws BrokerFault that lasts; Error if it is closed */
  async start(): Promise<void> {
    this.#options.outages.expect(this.#what, CONNECTING);
    await this.#connect((fault) => fault.kind === 'lasting');
  }

  /** @throws BrokerFault */
  async commit(offset: number): Promise<void> {
    if (!this.#reader) throw asFault('not connected');
    await this.#reader.commit(offset);
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#wake?.();
    this.#options.outages.end(this.#what);
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.close();
  }

  position(): number | undefined {
    return this.#options.taker.position();
  }

  async take(chunk: Chunk, signal: AbortSignal): Promise<void> {
    await this.#options.taker.take(chunk, signal);
  }

  waiting(): void {
    this.#options.outages.begin(this.#what, 'another process reads it');
  }

  reading(): void {
    this.#options.outages.end(this.#what);
  }

  lost(fault: Error): void {
    this.#reader = undefined;
    if (this.#end.signal.aborted) return;
    this.#options.outages.begin(this.#what, fault.message);
    // Nothing ends it but closing, which is what its rejection then says.
    this.#connect(() => false).catch(() => undefined);
  }

  async #connect(givesUp: (fault: BrokerFault) => boolean): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      if (this.#end.signal.aborted) throw new Error('closed');
      try {
        return await this.#open();
      } catch (thrown) {
        const fault = asFault(thrown);
        if (givesUp(fault)) throw fault;
        if (!this.#end.signal.aborted) this.#options.outages.begin(this.#what, fault.message);
      }
      await this.#pause(pauseAfter(failures));
    }
  }

  async #open(): Promise<void> {
    const { broker, topic, durable, group, taker } = this.#options;
    await broker.prepare(topic, durable);
    if (!this.#begun) {
      taker.begin(await broker.end(topic));
      this.#begun = true;
    }
    const reader = await broker.read({ topic, group, signal: this.#end.signal }, this);
    if (this.#end.signal.aborted) return reader.close();
    this.#reader = reader;
    this.reading();
  }

  async #pause(ms: number): Promise<void> {
    if (this.#end.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.timers.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
