import type { Answer } from '../api';
import { readJson } from '../body';
import { readName } from '../paths';
import { isCollection, ok, type Call, type CollectionRoutes } from './call';
import { listEntities } from './lists';

type Right = 'READ' | 'PUT' | 'DELETE';

const rightOf: Readonly<Record<string, Right>> = { GET: 'READ', PUT: 'PUT', DELETE: 'DELETE' };

/** `/secrets`, `/secrets/name`: Whisker's own. Values go in and never come out. */
export const secretRoutes: CollectionRoutes = (call, rest) => {
  const { method } = call.exchange;
  if (isCollection(rest)) return method === 'GET' ? listEntities(call, 'secrets') : undefined;
  const right = rightOf[method];
  if (rest.length > 1 || right === undefined) return undefined;
  return one(call, readName(call.namespace, rest).name, right);
};

async function one({ services, caller, namespace, exchange }: Call, name: string, right: Right): Promise<Answer> {
  const { entitlement, secrets } = services;
  const secret = { namespace, name };
  await entitlement.check(caller, right, { collection: 'secrets', ...secret });
  if (right === 'PUT') return ok(await secrets.put(caller, secret, await readJson(exchange.request)));
  return ok(await (right === 'READ' ? secrets.get(caller, secret) : secrets.delete(caller, secret)));
}
