import type { ApiKey, ManagedApi, RouteStore, Subscription } from '@whisker/api-gateway';
import { refuse, type JsonObject } from '@whisker/entities';
import { randomUUID } from 'node:crypto';
import { unlessConflict } from './conflict';
import type { CouchDatabase } from './couch-database';

/** An API without its swagger document, which lies in a document of its own, never changed. */
interface ListedApi extends Omit<ManagedApi, 'document'> {
  readonly body: string;
  readonly subscriptions: Readonly<Record<string, Subscription>>;
}

/** All APIs of a tenant, the oldest first. */
type Listing = readonly ListedApi[];

/** What becomes of a tenant's listing; undefined leaves it as it is. */
type Change = (present: Listing) => Listing | undefined;

/** Attempts where others write the same listing at the same time. */
const ATTEMPTS = 10;

/**
 * {@link RouteStore} in the database `<prefix>apis`. All that is decided of a tenant's APIs stands in one document, its
 * listing, so that CouchDB itself lets one of two writers win. A swagger document is written before the listing that
 * names it, and removed after the listing that names it no more.
 */
export class CouchRouteStore implements RouteStore {
  readonly #database: CouchDatabase;

  constructor(database: CouchDatabase) {
    this.#database = database;
  }

  async apis(tenant: string): Promise<readonly ManagedApi[]> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const { listing } = await this.#read(tenant);
      const bodies = await this.#database.many(listing.map(({ body }) => body));
      // One that is gone was replaced since the listing was read.
      if (bodies.every(Boolean)) return listing.map((api, i) => apiOf(api, bodies[i] as JsonObject));
    }
    throw refuse.concurrentModification();
  }

  async api({ tenant, id }: ApiKey): Promise<ManagedApi | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const listed = (await this.#read(tenant)).listing.find((each) => each.id === id);
      if (!listed) return undefined;
      const body = await this.#database.get(listed.body);
      if (body) return apiOf(listed, body);
    }
    throw refuse.concurrentModification();
  }

  create(api: ManagedApi): Promise<boolean> {
    return this.#writeApi(api, (listed, listing) =>
      listing.some(({ id, basePath }) => id === api.id || basePath === api.basePath)
        ? undefined
        : [...listing, { ...listed, subscriptions: {} }],
    );
  }

  replace(api: ManagedApi): Promise<boolean> {
    return this.#writeApi(api, (listed, listing) => {
      const present = listing.find(({ id }) => id === api.id);
      const taken = listing.some(({ id, basePath }) => id !== api.id && basePath === api.basePath);
      if (present?.revision !== api.revision - 1 || taken) return undefined;
      const { created, subscriptions } = present;
      return listing.map((each) => (each === present ? { ...listed, created, subscriptions } : each));
    });
  }

  delete({ tenant, id }: ApiKey, revision?: number): Promise<boolean> {
    return this.#change(tenant, (listing) => {
      const present = listing.find((each) => each.id === id);
      if (!present || (revision !== undefined && present.revision !== revision)) return undefined;
      return listing.filter((each) => each !== present);
    });
  }

  async subscriptions({ tenant, id }: ApiKey): Promise<readonly Subscription[]> {
    const api = (await this.#read(tenant)).listing.find((each) => each.id === id);
    return Object.values(api?.subscriptions ?? {}).sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
  }

  subscribe(key: ApiKey, subscription: Subscription): Promise<boolean> {
    return this.#changeApi(key, (api) => ({
      ...api,
      subscriptions: { ...api.subscriptions, [memberOf(subscription.clientId)]: subscription },
    }));
  }

  unsubscribe(key: ApiKey, clientId: string): Promise<boolean> {
    return this.#changeApi(key, ({ subscriptions, ...api }) => {
      const { [memberOf(clientId)]: ended, ...others } = subscriptions;
      return ended && { ...api, subscriptions: others };
    });
  }

  /** The connection is not this store's own. */
  async close(): Promise<void> {}

  #changeApi({ tenant, id }: ApiKey, change: (api: ListedApi) => ListedApi | undefined): Promise<boolean> {
    return this.#change(tenant, (listing) => {
      const present = listing.find((each) => each.id === id);
      const changed = present && change(present);
      return changed && listing.map((each) => (each === present ? changed : each));
    });
  }

  async #writeApi(
    { document, ...api }: ManagedApi,
    change: (listed: Omit<ListedApi, 'subscriptions'>, listing: Listing) => Listing | undefined,
  ): Promise<boolean> {
    const body = `body-${randomUUID()}`;
    await this.#database.put(body, { document });
    const written = await this.#change(api.tenant, (listing) => change({ ...api, body }, listing));
    if (!written) await this.#forget([body]);
    return written;
  }

  /** @returns false if nothing was to be changed */
  async #change(tenant: string, change: Change): Promise<boolean> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const { listing, revision } = await this.#read(tenant);
      const changed = change(listing);
      if (!changed) return false;
      if (await this.#write(tenant, changed, revision)) {
        const kept = new Set(changed.map(({ body }) => body));
        await this.#forget(listing.map(({ body }) => body).filter((body) => !kept.has(body)));
        return true;
      }
    }
    throw refuse.concurrentModification();
  }

  async #read(tenant: string): Promise<{ readonly listing: Listing; readonly revision?: string }> {
    const document = await this.#database.get(listingId(tenant));
    if (!document) return { listing: [] };
    return { listing: document['apis'] as unknown as Listing, revision: document._rev };
  }

  async #write(tenant: string, listing: Listing, revision: string | undefined): Promise<boolean> {
    const apis = listing as unknown as JsonObject[];
    const document = { apis, ...(revision !== undefined && { _rev: revision }) };
    return unlessConflict(this.#database.put(listingId(tenant), document));
  }

  /** One that cannot be removed now stays, named by no listing: the write itself is done. */
  async #forget(bodies: readonly string[]): Promise<void> {
    try {
      const revisions = await this.#database.revisions(bodies);
      const deletions = [...revisions].map(
        ([_id, _rev]) => [_id, JSON.stringify({ _id, _rev, _deleted: true })] as const,
      );
      if (deletions.length > 0) await this.#database.bulk(new Map(deletions));
    } catch {
      // Its room is all that is lost.
    }
  }
}

const listingId = (tenant: string): string => `tenant-${tenant}`;

/** A client id as the name of a member: `__proto__` would be none. */
const memberOf = (clientId: string): string => `client-${clientId}`;

function apiOf({ body: _body, subscriptions: _subscriptions, ...api }: ListedApi, body: JsonObject): ManagedApi {
  return { ...api, document: body['document'] as JsonObject };
}
