import { CouchDatabase } from './couch-database';
import type { CouchOptions } from './couch-options';
import { CouchServer } from './couch-server';
import { lastingPlans } from './design-documents';
import { installDatabase, type Installation, type InstallOptions } from './install-database';

/** What was done to one database. */
export interface InitializedDatabase {
  readonly database: string;
  readonly did: Installation;
}

/**
 * Makes the databases of a platform, and brings those there up to date. To be repeated at will; databases of activation
 * records are made when they are needed.
 * @throws ForeignDatabase at the first database that is not the platform's; CouchUnavailable; CouchOptionError
 */
export async function initDatabases(
  options: CouchOptions,
  install: InstallOptions = {},
): Promise<readonly InitializedDatabase[]> {
  const server = new CouchServer(options);
  try {
    const done: InitializedDatabase[] = [];
    for (const plan of lastingPlans) {
      const database = new CouchDatabase(server, `${server.settings.prefix}${plan.kind}`);
      done.push({ database: database.name, did: await installDatabase(database, plan, install) });
    }
    return done;
  } finally {
    await server.close();
  }
}
