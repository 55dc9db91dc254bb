import type { JsonObject, JsonValue } from '@whisker/entities';
import type { FeedParameters } from '../feed';
import { FeedRefusal } from '../feed-refusal';
import type { MessageFormats } from './message-events';

/** What a Kafka feed reads; kept as the `config` of its trigger. */
export interface KafkaConfig extends MessageFormats {
  readonly brokers: readonly string[];
  readonly topic: string;
  /** Only where the brokers ask for it. */
  readonly user?: string;
  readonly password?: string;
  readonly kafka_admin_url?: string;
  /** Names the subscription. */
  readonly uuid: string;
}

/** What tells the two Kafka feeds apart. */
export interface KafkaDialect {
  /** The parameter that lists the brokers. */
  readonly brokers: 'brokers' | 'kafka_brokers_sasl';
  /** The brokers ask for a user and a password. */
  readonly login: boolean;
}

const FORMATS = ['isJSONData', 'isBinaryKey', 'isBinaryValue'] as const;

/** Reads the parameters of a CREATE. @throws FeedRefusal */
export function readKafka(parameters: FeedParameters, dialect: KafkaDialect, uuid: string): KafkaConfig {
  const brokers = brokersOf(parameters[dialect.brokers]);
  const topic = parameters['topic'];
  if (typeof topic !== 'string' || topic === '') throw missing('topic');
  if (brokers.length === 0) throw missing(dialect.brokers);
  const login = dialect.login ? loginOf(parameters) : {};
  const formats = formatsOf(parameters);
  return {
    brokers,
    topic,
    ...login,
    isJSONData: false,
    isBinaryKey: false,
    isBinaryValue: false,
    ...checked(formats),
    uuid,
  };
}

/** Reads the parameters of an UPDATE. @throws FeedRefusal */
export function readKafkaUpdate(present: KafkaConfig, parameters: FeedParameters): KafkaConfig {
  const formats = formatsOf(parameters);
  if (Object.keys(formats).length === 0)
    throw new FeedRefusal('At least one of isJsonData, isBinaryKey, or isBinaryValue must be supplied.');
  return { ...present, ...checked({ ...present, ...formats }) };
}

/** A parameter that is not there. */
export function missing(name: string): FeedRefusal {
  return new FeedRefusal(`You must supply a '${name}' parameter.`);
}

/** An array, or a text with commas. */
export function brokersOf(value: JsonValue | undefined): string[] {
  const list = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
  return list.map((broker) => broker.trim()).filter((broker) => broker !== '');
}

function loginOf({ user, password, kafka_admin_url: admin }: FeedParameters) {
  if (typeof user !== 'string' || user === '') throw missing('user');
  if (typeof password !== 'string' || password === '') throw missing('password');
  return { user, password, ...(typeof admin === 'string' && { kafka_admin_url: admin }) };
}

function formatsOf(parameters: JsonObject): Partial<MessageFormats> {
  return Object.fromEntries(
    FORMATS.filter((name) => parameters[name] !== undefined && parameters[name] !== '').map((name) => [
      name,
      parameters[name] === true || parameters[name] === 'true',
    ]),
  );
}

function checked<T extends Partial<MessageFormats>>(formats: T): T {
  if (formats.isJSONData && formats.isBinaryValue)
    throw new FeedRefusal('isJSONData and isBinaryValue cannot both be enabled.');
  return formats;
}
