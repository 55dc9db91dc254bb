import {
  BrokerFault,
  type BrokerClient,
  type IncomingRecord,
  type OutgoingRecord,
  type Reader,
  type RecordSink,
  type Source,
} from '../broker-client';

interface Log {
  records: IncomingRecord[];
  readonly committed: Map<string, number>;
  readonly wakes: Set<() => void>;
}

/** What happens to the next request that sends. */
export type SendFate = BrokerFault | 'written-but-failed' | 'never-answered';

/** Brokers in memory, for as many buses as open it. Messages of a topic reach a reader two at a time. */
export class FakeBroker implements BrokerClient {
  readonly logs = new Map<string, Log>();
  /** Requests that sent, by their numbers of messages. */
  readonly sent: number[] = [];
  /** Fates of the next requests; then all is well. */
  readonly fates: SendFate[] = [];
  /** Every call fails with it. */
  down: BrokerFault | undefined;
  readonly readers = new Set<FakeReader>();

  async prepare(topic: string): Promise<void> {
    this.#answer();
    this.logOf(topic);
  }

  async end(topic: string): Promise<number> {
    this.#answer();
    return this.logOf(topic).records.length;
  }

  async send(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    this.#answer();
    this.sent.push(records.length);
    const fate = this.fates.shift();
    if (fate === 'never-answered') return new Promise<void>(() => undefined);
    if (fate instanceof BrokerFault) throw fate;
    const log = this.logOf(topic);
    for (const record of records) log.records.push({ ...record, offset: log.records.length });
    for (const wake of log.wakes) wake();
    if (fate === 'written-but-failed') throw new BrokerFault('passing', 'the connection was lost');
  }

  async read({ topic, group }: Source, sink: RecordSink): Promise<Reader> {
    this.#answer();
    const reader = new FakeReader(this.logOf(topic), group, sink);
    this.readers.add(reader);
    reader.start();
    return reader;
  }

  async close(): Promise<void> {}

  /** Ends all readers, as a broker's end does. */
  loseReaders(): void {
    for (const reader of this.readers) reader.lose();
    this.readers.clear();
  }

  /** As when the topic is deleted. */
  empty(topic: string): void {
    const log = this.logOf(topic);
    log.records = [];
    log.committed.clear();
  }

  logOf(topic: string): Log {
    let log = this.logs.get(topic);
    if (!log) this.logs.set(topic, (log = { records: [], committed: new Map(), wakes: new Set() }));
    return log;
  }

  #answer(): void {
    if (this.down) throw this.down;
  }
}

const CHUNK = 2;

class FakeReader implements Reader {
  readonly #log: Log;
  readonly #group: string;
  readonly #sink: RecordSink;
  readonly #ended = new AbortController();
  #wake: () => void = () => undefined;

  constructor(log: Log, group: string, sink: RecordSink) {
    this.#log = log;
    this.#group = group;
    this.#sink = sink;
  }

  start(): void {
    const begin = this.#sink.position() ?? this.#log.committed.get(this.#group) ?? 0;
    void this.#pump(begin);
  }

  lose(): void {
    if (this.#ended.signal.aborted) return;
    this.#end();
    this.#sink.lost(new BrokerFault('passing', 'the broker ended'));
  }

  async commit(offset: number): Promise<void> {
    if (this.#ended.signal.aborted) throw new BrokerFault('passing', 'not connected');
    this.#log.committed.set(this.#group, offset);
  }

  async close(): Promise<void> {
    this.#end();
  }

  #end(): void {
    this.#ended.abort();
    this.#wake();
  }

  async #pump(begin: number): Promise<void> {
    const { signal } = this.#ended;
    for (let next = begin; !signal.aborted;) {
      const all = this.#log.records;
      if (next > all.length) next = 0;
      const records = all.slice(next, next + CHUNK);
      if (records.length === 0) {
        await this.#written();
        continue;
      }
      await this.#sink.take({ records, end: all.length }, signal);
      next += records.length;
    }
  }

  async #written(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#log.wakes.add(resolve);
    });
    this.#log.wakes.delete(this.#wake);
  }
}
