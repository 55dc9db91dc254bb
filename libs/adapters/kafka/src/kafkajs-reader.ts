import type { Batch, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { BrokerFault, type Chunk, type Reader, type RecordSink, type Source } from './broker-client';
import { kafkajsFault } from './kafkajs-faults';

/** Name of the header that holds a message's stamp. */
export const STAMP = 'whisker';

/** How long brokers keep a request for messages open while there are none. Stopping takes that long. Ms. */
const POLL_MS = 250;

export interface KafkajsReaderOptions {
  readonly sink: RecordSink;
  /** The brokers take the reader for dead after such a silence, ms. */
  readonly sessionMs: number;
  /** The reader takes kafkajs for dead after such a silence, ms. */
  readonly silentMs: number;
}

/**
 * One consumer of kafkajs, used once: when it fails it ends. It is not paused when there is no room: the next batch
 * waits in hand, and heartbeats go on, so that work goes on the moment there is room (kafkajs would sleep).
 */
export class KafkajsReader implements Reader {
  readonly #consumer: Consumer;
  readonly #source: Source;
  readonly #options: KafkajsReaderOptions;
  /** Aborted when it ends, for whatever reason. */
  readonly #ended = new AbortController();
  #turn: { resolve(): void; reject(fault: Error): void } | undefined;
  #lastSign = Date.now();
  #watch: NodeJS.Timeout | undefined;
  #disconnected: Promise<void> | undefined;

  constructor(kafka: Kafka, source: Source, options: KafkajsReaderOptions) {
    const { sessionMs } = options;
    this.#source = source;
    this.#options = options;
    this.#consumer = kafka.consumer({
      groupId: source.group,
      sessionTimeout: sessionMs,
      rebalanceTimeout: sessionMs,
      heartbeatInterval: Math.floor(sessionMs / 6),
      maxWaitTimeInMs: POLL_MS,
      allowAutoTopicCreation: false,
      retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1000, restartOnFailure: async () => false },
    });
  }

  /** Resolves when it is this reader's turn. @throws what kafkajs throws */
  async start(): Promise<void> {
    const { topic, signal } = this.#source;
    const turn = new Promise<void>((resolve, reject) => (this.#turn = { resolve, reject }));
    turn.catch(() => undefined);
    signal.addEventListener('abort', () => this.#end(new BrokerFault('passing', 'closed')), { once: true });
    this.#listen();
    try {
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topics: [topic], fromBeginning: true });
      await this.#consumer.run({ autoCommit: false, eachBatch: (payload) => this.#take(payload) });
      await turn;
    } catch (thrown) {
      await this.close();
      throw thrown;
    }
    this.#turn = undefined;
    this.#watch = setInterval(() => this.#lookForSigns(), this.#options.silentMs / 4);
    this.#watch.unref();
  }

  async commit(offset: number): Promise<void> {
    if (this.#ended.signal.aborted) throw new BrokerFault('passing', 'not connected');
    try {
      await this.#consumer.commitOffsets([{ topic: this.#source.topic, partition: 0, offset: String(offset) }]);
    } catch (thrown) {
      throw kafkajsFault(thrown);
    }
  }

  close(): Promise<void> {
    this.#ended.abort();
    clearInterval(this.#watch);
    this.#disconnected ??= this.#consumer.disconnect().catch(() => undefined);
    return this.#disconnected;
  }

  /** By itself: whoever waits for its turn is told, else the sink. */
  #end(fault: BrokerFault): void {
    if (this.#ended.signal.aborted) return;
    const { sink } = this.#options;
    const turn = this.#turn;
    void this.close();
    if (turn) turn.reject(fault);
    else sink.lost(fault);
  }

  #listen(): void {
    const { events } = this.#consumer;
    const { topic } = this.#source;
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) =>
      this.#joined(payload.memberAssignment[topic]?.includes(0) ?? false),
    );
    this.#consumer.on(events.CRASH, ({ payload }) => this.#end(kafkajsFault(payload.error)));
    for (const sign of [events.FETCH, events.HEARTBEAT, events.GROUP_JOIN] as const)
      this.#consumer.on(sign, () => void (this.#lastSign = Date.now()));
  }

  /** After each joining of the group kafkajs begins at the committed offset, which messages in hand are ahead of. */
  #joined(hasTurn: boolean): void {
    const { sink } = this.#options;
    if (this.#ended.signal.aborted) return;
    if (!hasTurn) return sink.waiting();
    const position = sink.position();
    if (position !== undefined)
      this.#consumer.seek({ topic: this.#source.topic, partition: 0, offset: String(position) });
    if (this.#turn) this.#turn.resolve();
    else sink.reading();
  }

  async #take({ batch, heartbeat }: EachBatchPayload): Promise<void> {
    const lostPlace = new AbortController();
    const signal = AbortSignal.any([lostPlace.signal, this.#ended.signal]);
    let fault: unknown;
    const beat = setInterval(() => {
      heartbeat().catch((thrown: unknown) => {
        fault = thrown;
        lostPlace.abort();
      });
    }, this.#options.sessionMs / 6);
    try {
      await this.#options.sink.take(chunkOf(batch), signal);
    } finally {
      clearInterval(beat);
    }
    // kafkajs joins the group again.
    if (fault !== undefined) throw fault;
  }

  #lookForSigns(): void {
    const silent = Date.now() - this.#lastSign;
    if (silent > this.#options.silentMs)
      this.#end(new BrokerFault('passing', `no sign of the brokers for ${silent} ms`));
  }
}

function chunkOf({ messages, highWatermark }: Batch): Chunk {
  return {
    end: Number(highWatermark),
    records: messages.map(({ offset, value, timestamp, headers }) => {
      const stamp = headers?.[STAMP]?.toString();
      return {
        offset: Number(offset),
        value: value ?? Buffer.alloc(0),
        producedAt: Number(timestamp),
        ...(stamp !== undefined && { stamp }),
      };
    }),
  };
}
