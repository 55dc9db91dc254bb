import type { JsonObject } from '@whisker/entities';
import type { Feed, FeedParameters, FeedState } from '../feed';
import type { FeedLog } from '../feed-log';
import { fullName, type FeedTrigger } from '../feed-trigger';
import { feedRefusals } from '../refusals';
import { isTakenOver, type TriggerSession } from '../trigger-session';
import type { KafkaClient, KafkaMessage, KafkaReader } from './kafka-client';
import { readKafka, readKafkaUpdate, type KafkaConfig, type KafkaDialect } from './kafka-parameters';
import { eventsOf } from './message-events';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** Longest single wait of a feed that has nothing to do but to be stopped, ms. */
const IDLE_MS = 3_600_000;

export interface KafkaFeedOptions {
  readonly client: KafkaClient;
  readonly newUuid: () => string;
  /** Largest event, bytes of JSON. */
  readonly maxEventBytes: number;
  readonly log: FeedLog;
}

const dialects: Readonly<Record<'kafka' | 'messagehub', KafkaDialect>> = {
  kafka: { brokers: 'brokers', login: false },
  messagehub: { brokers: 'kafka_brokers_sasl', login: true },
};

/**
 * Fires on messages of a topic (spec: feeds section 3). The brokers are told that a message was read once its fire was
 * accepted. The offset is stored with the fire, too, so that a death in between does not repeat it.
 */
export class KafkaFeed implements Feed {
  readonly #options: KafkaFeedOptions;
  readonly #dialect: KafkaDialect;

  constructor(
    readonly name: 'kafka' | 'messagehub',
    options: KafkaFeedOptions,
  ) {
    this.#options = options;
    this.#dialect = dialects[name];
  }

  async create(parameters: FeedParameters): Promise<FeedState> {
    return stateOf(readKafka(parameters, this.#dialect, this.#options.newUuid()));
  }

  async update(trigger: FeedTrigger, parameters: FeedParameters): Promise<FeedState> {
    if (!trigger.status.active) throw feedRefusals.disabled(fullName(trigger));
    return stateOf(readKafkaUpdate(configOf(trigger), parameters));
  }

  created(trigger: FeedTrigger): JsonObject {
    return { uuid: configOf(trigger).uuid };
  }

  show(trigger: FeedTrigger): JsonObject {
    const { brokers, uuid: _, ...config } = configOf(trigger);
    return { triggerName: fullName(trigger), ...config, [this.#dialect.brokers]: [...brokers] };
  }

  async run(session: TriggerSession): Promise<void> {
    const settled = await session.settle();
    if (settled === 'disabled' || settled === 'stopped') return;
    const reading = new Reading(session, this.#options);
    const reader = await reading.open();
    try {
      while (!reading.ended && (await session.wait.for(IDLE_MS)));
    } finally {
      await reader?.close();
    }
    if (reading.fault !== undefined) throw reading.fault;
  }
}

/** The messages of one session on their way to its trigger. */
class Reading {
  /** What the store threw. */
  fault: unknown;
  /** Nothing more is to be read. */
  ended = false;

  constructor(
    private readonly session: TriggerSession,
    private readonly options: KafkaFeedOptions,
  ) {}

  /** Tries until it works. @returns undefined if stopped before */
  async open(): Promise<KafkaReader | undefined> {
    const { client, log } = this.options;
    const { brokers, topic, user, password, uuid } = configOf(this.session.trigger);
    const login = user !== undefined && password !== undefined ? { login: { user, password } } : {};
    const subscription = { brokers, topic, group: `whisker-feed-${uuid}`, ...login };
    for (let pause = FIRST_PAUSE_MS; !this.session.wait.stopped; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return await client.read(subscription, (messages) => this.#fireAll(messages));
      } catch (fault) {
        log('warn', 'a Kafka topic cannot be read yet', {
          trigger: fullName(this.session.trigger),
          fault: String(fault),
        });
        await this.session.wait.for(pause);
      }
    }
    return undefined;
  }

  /** @param messages of one partition @throws Error for what is to be handed out again */
  async #fireAll(messages: readonly KafkaMessage[]): Promise<void> {
    const partition = messages[0]?.partition ?? 0;
    const config = configOf(this.session.trigger);
    const { events, dropped } = eventsOf(this.#unread(messages), config, this.options.maxEventBytes);
    const trigger = fullName(this.session.trigger);
    if (dropped > 0) this.options.log('warn', 'Kafka messages are larger than a payload may be', { trigger, dropped });
    for (const { event, lastOffset } of events) {
      if (this.ended || this.session.wait.stopped) throw new Error('the feed was stopped');
      await this.#fire(event, { ...this.#progress, [partition]: lastOffset });
    }
  }

  /** Without those that were fired and of which the brokers were not told. */
  #unread(messages: readonly KafkaMessage[]): readonly KafkaMessage[] {
    const last = this.#progress[messages[0]?.partition ?? 0];
    return last === undefined ? messages : messages.filter(({ offset }) => BigInt(offset) > BigInt(last));
  }

  /** The last offset that was fired, by partition. */
  get #progress(): Readonly<Record<string, string>> {
    return this.session.trigger.progress as Readonly<Record<string, string>>;
  }

  /** @throws Error if it was not fired */
  async #fire(event: JsonObject, progress: JsonObject): Promise<void> {
    const before = this.session.trigger.progress;
    try {
      const end = await this.session.fire(event, progress);
      if (end === 'fired') return;
      if (end === 'disabled') this.#end();
      if (end === 'given-up') await this.session.saveProgress(before);
      throw new Error(`the trigger was not fired: ${end}`);
    } catch (fault) {
      if (isTakenOver(fault)) {
        this.fault ??= fault;
        this.#end();
      }
      throw fault;
    }
  }

  /** Not awaited by whom it ends: the reader is closed only after its handler returned. */
  #end(): void {
    this.ended = true;
    this.session.wait.stop();
  }
}

function stateOf(config: KafkaConfig): FeedState {
  return { config: { ...config, brokers: [...config.brokers] }, progress: {} };
}

/** Written by this feed only. */
function configOf({ config }: FeedTrigger): KafkaConfig {
  return config as unknown as KafkaConfig;
}
