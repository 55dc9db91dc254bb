import type { Acknowledgement } from './acknowledgement';
import { decodeAcknowledgement, encodeAcknowledgement } from './acknowledgement-codec';
import type { ActivationMessage } from './activation-message';
import { decodeActivationMessage, encodeActivationMessage } from './activation-message-codec';
import { decodeCacheInvalidation, encodeCacheInvalidation, type CacheInvalidation } from './cache-invalidation';

/** A named stream of messages of one type. */
export interface Topic<T> {
  /** Letters, digits and marks; no blanks. */
  readonly name: string;
  /**
   * Messages survive the death of a process. False: they are of no use to the next one, so a bus that lives in the
   * same process keeps them in memory only.
   */
  readonly durable: boolean;
  /** Every process that consumes the topic is handed every message. Default false: a topic has one consumer. */
  readonly broadcast?: boolean;
  /** A message as text without line breaks. */
  encode(message: T): string;
  /** Reads what `encode` made. @throws MessageFormatError */
  decode(text: string): T;
}

/** Work for one invoker. */
export const invokerTopic = (invoker: number): Topic<ActivationMessage> => ({
  name: `invoker${invoker}`,
  durable: true,
  encode: encodeActivationMessage,
  decode: decodeActivationMessage,
});

/** Acknowledgements for one controller. Who waits for them dies with the controller's process. */
export const completedTopic = (controller: string): Topic<Acknowledgement> => ({
  name: `completed${controller}`,
  durable: false,
  encode: encodeAcknowledgement,
  decode: decodeAcknowledgement,
});

/** What the caches of controllers have to forget. A cache that starts later is empty. */
export const cacheInvalidationTopic: Topic<CacheInvalidation> = {
  name: 'cacheInvalidation',
  durable: false,
  broadcast: true,
  encode: encodeCacheInvalidation,
  decode: decodeCacheInvalidation,
};
