import { isJsonObject, type JsonObject } from '@whisker/entities';
import { FeedRefusal } from '../feed-refusal';
import type { FeedParameters } from '../feed';
import type { KafkaAccess, KafkaClient } from './kafka-client';
import { brokersOf, missing } from './kafka-parameters';

/**
 * Sends one message for the actions that have no Kafka client (spec: feeds section 3).
 * @returns what the action returns @throws FeedRefusal
 */
export async function produce(client: KafkaClient, parameters: FeedParameters): Promise<JsonObject> {
  const { topic, value, key, base64DecodeKey, base64DecodeValue } = parameters;
  if (typeof topic !== 'string' || topic === '') throw missing('topic');
  if (value === undefined || value === '') throw missing('value');
  const record = {
    topic,
    value: bytesOf(value, base64DecodeValue === true),
    key: key === undefined ? null : bytesOf(key, base64DecodeKey === true),
  };
  try {
    const { partition, offset } = await client.send(accessOf(parameters), record);
    return { success: true, message: `Successfully sent message to ${topic}:${partition} at offset ${offset}` };
  } catch (fault) {
    throw new FeedRefusal(`The message was not sent: ${fault instanceof Error ? fault.message : String(fault)}`, 502);
  }
}

function accessOf({ brokers, kafka_brokers_sasl: sasl, user, password }: FeedParameters): KafkaAccess {
  const list = brokersOf(brokers ?? sasl);
  if (list.length === 0) throw missing('brokers');
  if (typeof user !== 'string' || typeof password !== 'string') return { brokers: list };
  return { brokers: list, login: { user, password } };
}

/** Objects are sent as JSON. */
function bytesOf(value: unknown, isBase64: boolean): Uint8Array {
  const text = isJsonObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
  return Buffer.from(text, isBase64 ? 'base64' : 'utf8');
}
