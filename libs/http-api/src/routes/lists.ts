import { parseListQuery, type JsonObject } from '@whisker/entities';
import type { Answer } from '../api';
import { ok, type Call } from './call';

interface Listing {
  list(
    caller: Call['caller'],
    query: { namespace: string; package?: string; skip: number; limit: number },
  ): Promise<JsonObject[]>;
  count(caller: Call['caller'], query: { namespace: string; package?: string; skip: number }): Promise<number>;
}

type Collection = 'actions' | 'packages' | 'triggers' | 'rules' | 'secrets';

/** Lists or counts a collection. */
export async function listEntities(call: Call, collection: Collection): Promise<Answer> {
  await call.services.entitlement.check(call.caller, 'READ', { collection, namespace: call.namespace });
  return page(call, collection);
}

/** Lists or counts the actions of a package. */
export async function listPackage(call: Call, name: string): Promise<Answer> {
  await call.services.entitlement.check(call.caller, 'READ', {
    collection: 'actions',
    namespace: call.namespace,
    package: name,
  });
  return page(call, 'actions', name);
}

async function page(
  { services, caller, namespace, query }: Call,
  collection: Collection,
  pkg?: string,
): Promise<Answer> {
  const listing: Listing = services[collection];
  const { skip, limit, count } = parseListQuery((name) => query.text(name), collection, services.limits);
  const where = { namespace, ...(pkg !== undefined && { package: pkg }), skip };
  if (count) return ok({ [collection]: await listing.count(caller, where) });
  return ok(await listing.list(caller, { ...where, limit }));
}
