import { installCatalog, providerParameters, systemCatalog } from '@whisker/catalog';
import type { Identity, Runtimes } from '@whisker/entities';
import type { ApiServices } from '@whisker/http-api';
import { randomBytes } from 'node:crypto';
import { openFeedService, type FeedService } from './feed-service';
import type { PlatformLog, PlatformOptions } from './platform-options';

interface SystemHome {
  readonly services: Pick<ApiServices, 'actions' | 'packages'>;
  /** The owner of `whisk.system`. */
  readonly caller: Identity;
  readonly runtimes: Runtimes;
  /** SQLite file of the feeds' triggers. */
  readonly feedsFile: string;
  readonly apiHost: () => string;
  readonly options: Pick<PlatformOptions, 'missedAlarms'>;
  readonly log: PlatformLog;
}

/**
 * Opens the feed provider, and puts the packages of the system where they belong. The provider's key is new at each
 * start: nobody but the private web actions, to which it is bound, needs it.
 * @throws what `installCatalog` and `openFeedService` throw
 */
export async function openSystem(home: SystemHome): Promise<FeedService> {
  const { options, feedsFile: file, apiHost, log } = home;
  const key = randomBytes(32).toString('base64url');
  const catchUp = options.missedAlarms === undefined ? {} : { catchUp: options.missedAlarms };
  const feeds = await openFeedService({ file, apiHost, key, log, ...catchUp });
  try {
    await install(home, providerParameters({ url: feeds.url, key }));
    return feeds;
  } catch (error) {
    await feeds.close();
    throw error;
  }
}

async function install(
  { services, caller, runtimes, log }: SystemHome,
  parameters: ReturnType<typeof providerParameters>,
): Promise<void> {
  const { leftOut } = await installCatalog(systemCatalog, {
    packages: services.packages,
    actions: services.actions,
    caller,
    kindFor: (kind) => runtimes.find(kind)?.kind,
    parameters,
  });
  if (leftOut.length > 0) log('warn', 'nothing here runs these actions of the system', { actions: leftOut });
}
