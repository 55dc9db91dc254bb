import type { JsonObject, JsonValue } from '@whisker/entities';
import type { KafkaMessage } from './kafka-client';

/** How keys and values become JSON. */
export interface MessageFormats {
  /** Values are parsed; one that is no JSON stays text. */
  readonly isJSONData: boolean;
  /** Keys are base64. */
  readonly isBinaryKey: boolean;
  /** Values are base64. */
  readonly isBinaryValue: boolean;
}

/** An event, and the offset up to which it holds the messages of its partition. */
export interface MessageEvent {
  readonly event: JsonObject;
  readonly lastOffset: string;
}

/** Events made of messages, and how many messages fit into none. */
export interface MessageEvents {
  readonly events: readonly MessageEvent[];
  readonly dropped: number;
}

const EMPTY_EVENT_BYTES = Buffer.byteLength(JSON.stringify({ messages: [] }));

/** As few events as hold the messages in their order, each at most `limit` bytes of JSON. */
export function eventsOf(messages: readonly KafkaMessage[], formats: MessageFormats, limit: number): MessageEvents {
  const batches: { messages: JsonValue[]; lastOffset: string }[] = [];
  let room = 0;
  let dropped = 0;
  for (const message of messages) {
    const shown = shownMessage(message, formats);
    const size = Buffer.byteLength(JSON.stringify(shown)) + 1;
    if (size > limit - EMPTY_EVENT_BYTES) {
      dropped += 1;
      continue;
    }
    if (size > room) {
      batches.push({ messages: [], lastOffset: message.offset });
      room = limit - EMPTY_EVENT_BYTES;
    }
    const batch = batches.at(-1);
    batch?.messages.push(shown);
    if (batch) batch.lastOffset = message.offset;
    room -= size;
  }
  return { events: batches.map(({ messages, lastOffset }) => ({ event: { messages }, lastOffset })), dropped };
}

function shownMessage({ topic, partition, offset, key, value }: KafkaMessage, formats: MessageFormats): JsonObject {
  const encoding = (binary: boolean) => (binary ? 'base64' : 'utf8');
  const text = (bytes: Uint8Array | null, binary: boolean) => bytes && Buffer.from(bytes).toString(encoding(binary));
  const shownValue = text(value, formats.isBinaryValue);
  return {
    topic,
    partition,
    offset: Number(offset),
    key: text(key, formats.isBinaryKey),
    value: formats.isJSONData && shownValue !== null ? parsed(shownValue) : shownValue,
  };
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
