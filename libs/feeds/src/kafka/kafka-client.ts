/** Where a topic is, and how to get in. */
export interface KafkaAccess {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  /** SASL over TLS; absent: neither. */
  readonly login?: { readonly user: string; readonly password: string };
}

export interface KafkaMessage {
  readonly topic: string;
  readonly partition: number;
  /** A whole number as text. */
  readonly offset: string;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

export interface KafkaSubscription extends KafkaAccess {
  readonly topic: string;
  /** Consumers of one group share the partitions, and the place up to which they have read. */
  readonly group: string;
}

/**
 * Takes the messages of one partition, in their order. Once it resolves they count as read; if it rejects, they are
 * handed out again after a while.
 */
export type MessageHandler = (messages: readonly KafkaMessage[]) => Promise<void>;

/** A subscription that is being read. */
export interface KafkaReader {
  /** Reads no more; waits for the handler. */
  close(): Promise<void>;
}

export interface KafkaRecord {
  readonly topic: string;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array;
}

/** Port: a client of Kafka brokers. Groups without a place begin at the end of the topic. */
export interface KafkaClient {
  /** @throws Error if the brokers cannot be reached or refuse */
  read(subscription: KafkaSubscription, handler: MessageHandler): Promise<KafkaReader>;
  /** Resolves once the brokers have the record. @throws Error if they refuse or cannot be reached */
  send(access: KafkaAccess, record: KafkaRecord): Promise<{ readonly partition: number; readonly offset: string }>;
}
