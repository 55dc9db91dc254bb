import { type Clock, refuse, type Timers, type WhiskError } from '@whisker/entities';
import { pauseAfter } from './backoff';
import { asFault, type BrokerClient, type BrokerFault } from './broker-client';
import type { Outages } from './outages';
import type { Outbox } from './outbox';
import { printStamp } from './stamp';

export interface TopicLaneOptions {
  /** Its full name. */
  readonly topic: string;
  readonly durable: boolean;
  /** This bus, in the stamps of its messages. */
  readonly sender: string;
  readonly broker: Pick<BrokerClient, 'prepare' | 'send'>;
  readonly outbox: Outbox;
  readonly outages: Outages;
  readonly produceWithinMs: number;
  /** Messages sent together, at most, bytes: brokers bound what they write in one piece as they bound one message. */
  readonly batchBytes: number;
  readonly now: Clock;
  readonly timers: Timers;
}

/** A message on its way out. */
interface Parcel {
  readonly value: Buffer;
  readonly number: number;
  readonly producedAt: number;
  /** Tells the producer; undefined once it was told. */
  settle: ((failure?: Error) => void) | undefined;
  /** It was in a request that failed, so the brokers may have it. */
  again: boolean;
}

const BATCH_MESSAGES = 1000;

/**
 * The way of a topic's messages to the brokers. What is produced while a request is under way goes with the next one,
 * all of it together. One request at a time, repeated until it is confirmed or its messages are too old: so their order
 * is kept, and messages that were written twice can be told from their stamps.
 */
export class TopicLane {
  readonly #options: TopicLaneOptions;
  readonly #parcels: Parcel[] = [];
  readonly #what: string;
  #number = 0;
  #running: Promise<void> | undefined;
  #expiry: (() => void) | undefined;
  #wake: (() => void) | undefined;
  #lastFault: BrokerFault | undefined;
  #batchMessages = BATCH_MESSAGES;
  #closed = false;

  constructor(options: TopicLaneOptions) {
    this.#options = options;
    this.#what = `send to topic ${options.topic}`;
  }

  /** Resolves when the brokers have confirmed the message. @throws unavailable if that takes too long */
  produce(value: Buffer): Promise<void> {
    const { outbox, now } = this.#options;
    if (this.#closed || !outbox.reserve(value.length)) return Promise.reject(this.#unavailable());
    return new Promise((resolve, reject) => {
      const settle = (failure?: Error): void => (failure ? reject(failure) : resolve());
      this.#parcels.push({ value, number: (this.#number += 1), producedAt: now(), settle, again: false });
      this.#watchAge();
      this.#running ??= Promise.resolve().then(() => this.#run());
    });
  }

  /** Waits until everything is sent, at most that long; then gives up what is left. */
  async close(withinMs: number): Promise<void> {
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => (cancel = this.#options.timers.after(withinMs, resolve)));
    await Promise.race([this.#running, late]);
    cancel();
    this.#giveUp();
  }

  #giveUp(): void {
    this.#closed = true;
    for (const parcel of this.#parcels) this.#tell(parcel, this.#unavailable());
    this.#expiry?.();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    let failures = 0;
    for (let batch = this.#nextBatch(); batch.length > 0; batch = this.#nextBatch()) {
      const fault = await this.#send(batch);
      if (!fault) {
        failures = 0;
        this.#remove(batch.length);
      } else if (fault.kind === 'passing') {
        failures += 1;
        for (const parcel of batch) parcel.again = true;
        await this.#pause(pauseAfter(failures));
      } else this.#refuseBatch(batch, fault);
    }
    this.#running = undefined;
  }

  /** From the head of the queue, where it stays until it is sent. */
  #nextBatch(): readonly Parcel[] {
    // Told already: too old.
    let told = 0;
    while (told < this.#parcels.length && this.#parcels[told]?.settle === undefined) told += 1;
    this.#remove(told);
    let bytes = 0;
    const end = this.#parcels.findIndex(({ value }, index) => {
      bytes += value.length;
      return index > 0 && (index >= this.#batchMessages || bytes > this.#options.batchBytes);
    });
    return end === -1 ? [...this.#parcels] : this.#parcels.slice(0, end);
  }

  async #send(batch: readonly Parcel[]): Promise<BrokerFault | undefined> {
    const { broker, topic, durable, sender, outages } = this.#options;
    try {
      await broker.prepare(topic, durable);
      await broker.send(
        topic,
        batch.map(({ value, producedAt, number, again }) => ({
          value,
          producedAt,
          stamp: printStamp({ sender, number, again }),
        })),
      );
      this.#lastFault = undefined;
      outages.end(this.#what);
      return undefined;
    } catch (thrown) {
      const fault = asFault(thrown);
      this.#lastFault = fault;
      if (fault.kind === 'passing') outages.begin(this.#what, fault.message);
      return fault;
    }
  }

  #refuseBatch(batch: readonly Parcel[], fault: BrokerFault): void {
    if (fault.kind === 'too-large' && batch.length > 1) {
      // One by one, so that only the culprit is refused.
      this.#batchMessages = 1;
      return;
    }
    this.#batchMessages = BATCH_MESSAGES;
    for (const parcel of batch) this.#tell(parcel, fault.kind === 'too-large' ? refuse.requestTooLarge() : fault);
    this.#remove(batch.length);
  }

  /** Takes parcels out of the head of the queue; producers that wait are told of their success. */
  #remove(count: number): void {
    for (const parcel of this.#parcels.splice(0, count)) {
      this.#options.outbox.release(parcel.value.length);
      this.#tell(parcel);
    }
  }

  #tell(parcel: Parcel, failure?: Error): void {
    const { settle } = parcel;
    parcel.settle = undefined;
    settle?.(failure);
  }

  /** One timer for all: they are in the order of their age. */
  #watchAge(): void {
    if (this.#expiry) return;
    const oldest = this.#parcels.find(({ settle }) => settle !== undefined);
    if (!oldest) return;
    const { now, timers, produceWithinMs } = this.#options;
    this.#expiry = timers.after(Math.max(0, oldest.producedAt + produceWithinMs - now()), () => {
      this.#expiry = undefined;
      for (const parcel of this.#parcels) {
        if (parcel.producedAt + produceWithinMs > now()) break;
        this.#tell(parcel, this.#unavailable());
      }
      this.#watchAge();
    });
  }

  async #pause(ms: number): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.timers.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = undefined;
  }

  #unavailable(): WhiskError {
    const refusal = refuse.unavailable();
    if (this.#lastFault) refusal.cause = this.#lastFault;
    return refusal;
  }
}
