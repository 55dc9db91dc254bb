import type { Clock } from '@whisker/entities';
import { CouchActivationStore, type CouchActivationStoreOptions } from './couch-activation-store';
import { CouchDatabase } from './couch-database';
import { CouchEntityStore, type CouchEntityStoreOptions } from './couch-entity-store';
import { CouchUnavailable } from './couch-failure';
import { CouchInvalidations } from './couch-invalidations';
import type { CouchOptions } from './couch-options';
import { CouchRouteStore } from './couch-route-store';
import { CouchSecretStore } from './couch-secret-store';
import { CouchServer } from './couch-server';
import { CouchSubjectStore } from './couch-subject-store';
import { CouchTriggerStore } from './couch-trigger-store';
import type { ChangesFollowerOptions } from './changes-follower';
import { lastingPlans, type DatabasePlan } from './design-documents';
import { MARK, markedVersion } from './install-database';

export interface CouchStoresOptions extends CouchOptions {
  readonly entities?: CouchEntityStoreOptions;
  readonly activations?: CouchActivationStoreOptions;
  readonly changes?: ChangesFollowerOptions;
  /** Epoch ms. Default: the system's clock. */
  readonly now?: Clock;
}

/** Whether a part of the platform can be used. */
export interface PartHealth {
  readonly part: string;
  readonly up: boolean;
  /** What is wrong, and what to do; absent if it is up. */
  readonly problem?: string;
}

/** All stores in one CouchDB. */
export interface CouchStores {
  readonly entities: CouchEntityStore;
  readonly subjects: CouchSubjectStore;
  readonly activations: CouchActivationStore;
  readonly secrets: CouchSecretStore;
  readonly routes: CouchRouteStore;
  readonly triggers: CouchTriggerStore;
  /** Tells what others write, for the caches. */
  readonly invalidations: CouchInvalidations;
  /** Never rejects. */
  ping(): Promise<PartHealth>;
  /** Writes what waits, then closes the connections. Idempotent. */
  close(): Promise<void>;
}

/**
 * The stores of one CouchDB. It need not run: until it does, they throw `unavailable`. Its databases are made by
 * {@link initDatabases}.
 * @throws CouchOptionError
 */
export function openCouchStores(options: CouchStoresOptions): CouchStores {
  const server = new CouchServer(options);
  const { prefix, log } = server.settings;
  const onError = ({ message, cause }: Error): void =>
    log('error', cause instanceof Error ? `${message}: ${cause.message}` : message);
  const database = (kind: string) => new CouchDatabase(server, `${prefix}${kind}`);
  const common = { onError, ...(options.now && { now: options.now }) };
  const activations = new CouchActivationStore(server, { ...common, ...options.activations });
  let closed: Promise<void> | undefined;
  return {
    entities: new CouchEntityStore(database('whisks'), { onError, ...options.entities }),
    subjects: new CouchSubjectStore(database('subjects')),
    activations,
    secrets: new CouchSecretStore(database('secrets')),
    routes: new CouchRouteStore(database('apis')),
    triggers: new CouchTriggerStore(database('feeds')),
    invalidations: new CouchInvalidations(
      { whisks: database('whisks'), subjects: database('subjects') },
      options.changes,
    ),
    ping: () => ping(server),
    close: () => (closed ??= activations.close().finally(() => server.close())),
  };
}

async function ping(server: CouchServer): Promise<PartHealth> {
  const part = 'couchdb';
  try {
    const problems = await Promise.all(lastingPlans.map((plan) => problemOf(server, plan)));
    const problem = problems.find((each) => each !== undefined);
    return problem === undefined ? { part, up: true } : { part, up: false, problem };
  } catch (error) {
    return { part, up: false, problem: error instanceof CouchUnavailable ? error.detail : (error as Error).message };
  }
}

async function problemOf(server: CouchServer, plan: DatabasePlan): Promise<string | undefined> {
  const { prefix, url } = server.settings;
  const name = `${prefix}${plan.kind}`;
  const version = markedVersion(await new CouchDatabase(server, name).get(MARK), plan);
  if (version === plan.version) return undefined;
  const advice = 'run `whisker admin db init`';
  const where = `the database ${name} of CouchDB at ${url}`;
  if (version === undefined) return `${where} was not made by Whisker: choose another prefix, or ${advice}`;
  return version < plan.version
    ? `${where} has version ${version} and needs ${plan.version}: ${advice}`
    : `${where} has version ${version}, this Whisker knows ${plan.version} only: use the newer Whisker`;
}
