/** A message as it is written. */
export interface OutgoingRecord {
  readonly value: Buffer;
  /** Epoch ms. */
  readonly producedAt: number;
  /** Who sent it and which of its messages it is; see `stamp.ts`. */
  readonly stamp: string;
}

/** A message as it is read. */
export interface IncomingRecord {
  readonly offset: number;
  readonly value: Buffer;
  /** Epoch ms. */
  readonly producedAt: number;
  /** Absent: not written by this adapter. */
  readonly stamp?: string;
}

/** What one fetch brought. */
export interface Chunk {
  /** By offset. */
  readonly records: readonly IncomingRecord[];
  /** Offset that the next message written to the topic will get. */
  readonly end: number;
}

/** Takes what a reader reads. */
export interface RecordSink {
  /** Where to go on after a reader has lost its place. Undefined: at the committed offset, else at the first message. */
  position(): number | undefined;
  /** Resolves when more is wanted, or at once when `signal` is aborted: the reader has lost its place, or is closed. */
  take(chunk: Chunk, signal: AbortSignal): Promise<void>;
  /** The brokers have given the topic to another member of the group. The reader waits for its turn. */
  waiting(): void;
  /** It is this reader's turn. */
  reading(): void;
  /** The reader has ended and will read no more. Called at most once, never after `close`. */
  lost(fault: Error): void;
}

/** A topic that is being read. */
export interface Reader {
  /** @param offset of the first message that is not done */
  commit(offset: number): Promise<void>;
  /** Leaves the group, so that the next member need not wait for this one's session to end. Never rejects. */
  close(): Promise<void>;
}

/**
 * What the bus needs of a Kafka client library, so that one can stand for another. Every call ends within the client's
 * own deadlines; none is repeated by the client, or only where a repetition does no harm. Topics have one partition.
 * @throws BrokerFault from each call
 */
export interface BrokerClient {
  /** Makes the topic unless it exists. Quick when it was seen before. */
  prepare(topic: string, durable: boolean): Promise<void>;
  /** Offset that the next message of the topic will get. */
  end(topic: string): Promise<number>;
  /** Writes messages in their order, together. Resolves when the brokers have confirmed them. */
  send(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
  /** Joins the group and reads. Resolves when it is the topic's reader. */
  read(source: Source, sink: RecordSink): Promise<Reader>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** What is to be read. */
export interface Source {
  readonly topic: string;
  /** Its members share the committed offset; one of them reads. */
  readonly group: string;
  /** Nobody wants it any more: gives up waiting, takes nothing more. */
  readonly signal: AbortSignal;
}

/** `passing`: trying again may help; what was sent may have been written. `too-large`: the messages. `lasting`: the rest. */
export type FaultKind = 'passing' | 'too-large' | 'lasting';

/** Why a call of a {@link BrokerClient} failed. */
export class BrokerFault extends Error {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'BrokerFault';
    this.kind = kind;
  }
}

/** What was thrown, as a fault: unknown ones pass. */
export function asFault(thrown: unknown): BrokerFault {
  if (thrown instanceof BrokerFault) return thrown;
  return new BrokerFault('passing', thrown instanceof Error ? thrown.message : String(thrown), thrown);
}
