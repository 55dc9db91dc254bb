import type { QualifiedName } from '@whisker/entities';
import type { Answer } from '../api';
import { readJson } from '../body';
import { readName } from '../paths';
import { isCollection, ok, type Call, type CollectionRoutes } from './call';
import { listEntities } from './lists';
import { fire } from './triggers';

type Right = 'READ' | 'PUT' | 'DELETE';
type Collection = 'packages' | 'triggers' | 'rules';

interface Target {
  readonly collection: Collection;
  readonly name: QualifiedName;
}

function check({ services, caller }: Call, right: Right, { collection, name }: Target): Promise<void> {
  return services.entitlement.check(caller, right, { collection, namespace: name.namespace, name: name.name });
}

async function get(call: Call, target: Target): Promise<Answer> {
  const { collection, name } = target;
  await check(call, 'READ', target);
  return ok(await call.services[collection].get(call.caller, name));
}

async function put(call: Call, target: Target): Promise<Answer> {
  const { collection, name } = target;
  await check(call, 'PUT', target);
  const overwrite = call.query.flag('overwrite');
  return ok(
    await call.services[collection].put(call.caller, name, await readJson(call.exchange.request), { overwrite }),
  );
}

async function remove(call: Call, target: Target): Promise<Answer> {
  const { collection, name } = target;
  await check(call, 'DELETE', target);
  return ok(await call.services[collection].delete(call.caller, name, { force: call.query.flag('force') }));
}

const handlers: Readonly<Record<string, ((call: Call, target: Target) => Promise<Answer>) | undefined>> = {
  GET: get,
  PUT: put,
  DELETE: remove,
};

/** Routes that packages, triggers and rules have in common; `post` is what a POST on the entity does. */
function routesOf(
  collection: Collection,
  post?: (call: Call, name: QualifiedName) => Promise<Answer>,
): CollectionRoutes {
  return (call, rest) => {
    const { method } = call.exchange;
    if (isCollection(rest)) return method === 'GET' ? listEntities(call, collection) : undefined;
    if (rest.length > 1) return undefined;
    const handler = method === 'POST' ? post && ((it: Call, { name }: Target) => post(it, name)) : handlers[method];
    return handler?.(call, { collection, name: readName(call.namespace, rest) });
  };
}

export const packageRoutes = routesOf('packages');

export const triggerRoutes = routesOf('triggers', fire);

export const ruleRoutes = routesOf('rules', async (call, name) => {
  await call.services.entitlement.check(call.caller, 'ACTIVATE', {
    collection: 'rules',
    namespace: name.namespace,
    name: name.name,
  });
  await call.services.rules.setStatus(call.caller, name, await readJson(call.exchange.request));
  return { status: 200, text: 'OK' };
});
