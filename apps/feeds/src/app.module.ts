import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { openFeedService, type FeedService } from '@whisker/embed';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { Settings } from './config';
import { logLine } from './log';

/** Token of the {@link FeedService}. */
export const FEEDS = Symbol('feeds');

/** Composes the feed provider; holds no rule. */
@Module({})
export class AppModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(FEEDS) private readonly feeds: FeedService) {}

  static with(settings: Settings): DynamicModule {
    return { module: AppModule, providers: [{ provide: FEEDS, useFactory: () => open(settings) }], exports: [FEEDS] };
  }

  onApplicationBootstrap(): Promise<void> {
    return this.feeds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.feeds.close();
  }
}

async function open({ apihost, data, ...settings }: Settings): Promise<FeedService> {
  // It keeps the keys of the owners.
  await mkdir(data, { recursive: true, mode: 0o700 });
  const { key, host, port, missedAlarms: catchUp, toTheMinute } = settings;
  const file = join(data, 'feeds.db');
  return openFeedService({ file, apiHost: () => apihost, key, host, port, catchUp, toTheMinute, log: logLine });
}
