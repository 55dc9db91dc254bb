import { type Clock, systemTimers, type Timers } from '@whisker/entities';
import type { KafkaBusLog } from './outages';

/** A user of the brokers. */
export interface KafkaLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** PEM texts. Without `ca`, the system's certificate authorities. */
export interface KafkaTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** How the brokers are reached and how long is waited for them. */
export interface KafkaAccessOptions {
  /** Some of the brokers, `host:port`; they name the others. */
  readonly brokers: readonly string[];
  /** Name of this process in the brokers' logs. Default `whisker`. */
  readonly clientId?: string;
  /** Default: no encryption. */
  readonly tls?: KafkaTls;
  /** Default: nobody. */
  readonly login?: KafkaLogin;
  /** A connection is made within that many ms. Default 3000. */
  readonly connectWithinMs?: number;
  /** A request is answered within that many ms. Default 10,000. */
  readonly requestWithinMs?: number;
  /** A consumer that is silent for that many ms is taken for dead, and the next one takes over. Default 6000. */
  readonly sessionMs?: number;
}

/** How topics are made. Those that exist are left as they are. */
export interface KafkaTopicOptions {
  /** Copies of a topic, each on another broker. Default: what the brokers have as their default. */
  readonly replicas?: number;
  /** Largest message, bytes. Default 5 MiB. */
  readonly maxMessageBytes?: number;
  /** Messages are deleted after that many ms. Default: 48 hours; topics that are not durable: 1 hour. */
  readonly retentionMs?: number;
}

/** How much is kept, and for how long, before the brokers have it. */
export interface KafkaSendingOptions {
  /** Who must have written a message before it counts as sent: all replicas in sync, or the first. Default `all`. */
  readonly acks?: 'all' | 'leader';
  /** Messages not sent, at most. Default 50,000. */
  readonly maxUnsent?: number;
  /** Their size, at most, bytes. Default 128 MiB. */
  readonly maxUnsentBytes?: number;
  /** A message that is not confirmed after that many ms is given up. Default 10,000. */
  readonly produceWithinMs?: number;
}

export interface KafkaBusOptions extends KafkaAccessOptions, KafkaTopicOptions, KafkaSendingOptions {
  /** Put before the name of each topic and group, so that several platforms can share brokers. Default none. */
  readonly topicPrefix?: string;
  /** What is done is told to the brokers after that many ms, at most. Default 100. */
  readonly commitEveryMs?: number;
  /** Default: silent. */
  readonly log?: KafkaBusLog;
  /** Epoch ms. Default: the system's clock. */
  readonly now?: Clock;
  /** Default: the event loop's. */
  readonly timers?: Timers;
}

type Optional = 'tls' | 'login' | 'replicas' | 'retentionMs';

/** All of {@link KafkaBusOptions}, checked. */
export type KafkaBusSettings = Required<Omit<KafkaBusOptions, Optional>> & Pick<KafkaBusOptions, Optional>;

const SILENT: KafkaBusLog = { warn: () => undefined, error: () => undefined };
const DEFAULTS = {
  clientId: 'whisker',
  connectWithinMs: 3000,
  requestWithinMs: 10_000,
  sessionMs: 6000,
  maxMessageBytes: 5 * 1024 * 1024,
  acks: 'all' as const,
  maxUnsent: 50_000,
  maxUnsentBytes: 128 * 1024 * 1024,
  produceWithinMs: 10_000,
  topicPrefix: '',
  commitEveryMs: 100,
  log: SILENT,
  now: Date.now,
  timers: systemTimers,
};

/** @throws Error naming the setting that is wrong and what it should be */
export function settingsOf(options: KafkaBusOptions): KafkaBusSettings {
  const settings = { ...DEFAULTS, ...options };
  if (settings.brokers.length === 0) throw new Error('Kafka: brokers: none is given; name some as host:port');
  for (const broker of settings.brokers) {
    if (!/^[^\s:]+:\d{1,5}$|^\[[^\]]+\]:\d{1,5}$/.test(broker))
      throw new Error(`Kafka: brokers: '${broker}' is not host:port, such as kafka.example.org:9092`);
  }
  if (!/^[A-Za-z0-9._-]{0,100}$/.test(settings.topicPrefix))
    throw new Error(`Kafka: topicPrefix: '${settings.topicPrefix}' may hold letters, digits, '.', '_' and '-' only`);
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'number' && !(Number.isSafeInteger(value) && value > 0))
      throw new Error(`Kafka: ${name}: ${value} is not a whole number above 0`);
  }
  return settings;
}
