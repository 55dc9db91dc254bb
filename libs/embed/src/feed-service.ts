import { SqliteTriggerStore } from '@whisker/adapter-embedded';
import { createManagementListener, HttpChangesSource, HttpTriggerApi } from '@whisker/adapter-feeds-http';
import { KafkajsClient } from '@whisker/adapter-kafka-feed';
import { defaultSystemLimits, systemTimers } from '@whisker/entities';
import { AlarmFeed, ChangesFeed, FeedProvider, FireGate, KafkaFeed, type SessionDeps } from '@whisker/feeds';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlatformLog } from './platform-options';

/** Fires under way at a time. */
const GATE_WIDTH = 64;
/** The platform has the record of a fire that long after it, ms. */
const RECORD_DELAY_MS = 2000;
/** What surrounds an event in the arguments of an action: headers, and what is bound. Bytes. */
const EVENT_ROOM_BYTES = 64 * 1024;

export interface FeedServiceOptions {
  /** SQLite file of the triggers. One service works on it. */
  readonly file: string;
  /** URL of the API that triggers are fired at; asked for each request. */
  readonly apiHost: () => string;
  /** Opens the management API. */
  readonly key: string;
  /** Address of the management API. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Of the times an alarm was missed, how many are made up for. Default 1. */
  readonly catchUp?: number;
  /** Cron expressions have 5 fields. Default false. */
  readonly toTheMinute?: boolean;
  readonly log: PlatformLog;
}

/** A feed provider with its store and its management API. */
export interface FeedService {
  /** Where the management API is reached. */
  readonly url: string;
  /** Fires from now on; the API host must be known. @throws what the store throws */
  start(): Promise<void>;
  /** Fires no more, and waits for what is on its way. Idempotent. */
  stop(): Promise<void>;
  /** Stops, and lets others have the file. Idempotent. */
  close(): Promise<void>;
}

/** Opens the store and listens; nothing is fired yet. @throws DataFolderError if the file is damaged; what listening throws */
export async function openFeedService(options: FeedServiceOptions): Promise<FeedService> {
  const { file, key, log, host = '127.0.0.1', port = 0 } = options;
  const store = await SqliteTriggerStore.open(file);
  const kafka = new KafkajsClient();
  const provider = createProvider(options, { store, kafka });
  const server = createServer(createManagementListener({ provider, kafka, key, log }));
  try {
    const url = await listen(server, { host, port });
    return new RunningService({ url, provider, server, store });
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Parts {
  readonly store: SqliteTriggerStore;
  readonly kafka: KafkajsClient;
}

function createProvider(options: FeedServiceOptions, { store, kafka }: Parts): FeedProvider {
  const { apiHost, log, catchUp = 1, toTheMinute = false } = options;
  const clock = Date.now;
  const deps: SessionDeps = {
    store,
    api: new HttpTriggerApi(apiHost),
    gate: new FireGate(GATE_WIDTH),
    clock,
    timers: systemTimers,
    log,
    recordDelayMs: RECORD_DELAY_MS,
  };
  const maxEventBytes = defaultSystemLimits.payload - EVENT_ROOM_BYTES;
  const messages = { client: kafka, newUuid: randomUUID, maxEventBytes, log };
  return new FeedProvider(
    [
      new AlarmFeed({ clock, catchUp, limits: { toTheMinute } }),
      new KafkaFeed('kafka', messages),
      new KafkaFeed('messagehub', messages),
      new ChangesFeed({ source: new HttpChangesSource(), log }),
    ],
    deps,
  );
}

interface RunningParts {
  readonly url: string;
  readonly provider: FeedProvider;
  readonly server: Server;
  readonly store: SqliteTriggerStore;
}

class RunningService implements FeedService {
  readonly url: string;
  #closing: Promise<void> | undefined;

  constructor(private readonly parts: RunningParts) {
    this.url = parts.url;
  }

  start(): Promise<void> {
    return this.parts.provider.start();
  }

  stop(): Promise<void> {
    return this.parts.provider.stop();
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    const { provider, server, store } = this.parts;
    const closed = new Promise((resolve) => server.close(resolve));
    await provider.stop();
    server.closeAllConnections();
    await closed;
    await store.close();
  }
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: bound, family, address } = server.address() as AddressInfo;
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`);
    });
  });
}
