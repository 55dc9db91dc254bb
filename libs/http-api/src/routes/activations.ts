import { parseActivationId, parseActivationListQuery } from '@whisker/entities';
import type { Answer } from '../api';
import { decodeSegment } from '../paths';
import { isCollection, ok, type Call, type CollectionRoutes } from './call';

/** `/activations`, `/activations/id`, `/activations/id/logs`, `/activations/id/result`. Read only. */
export const activationRoutes: CollectionRoutes = (call, rest) => {
  if (call.exchange.method !== 'GET') return undefined;
  if (isCollection(rest)) return list(call);
  const [segment = '', part = ''] = rest;
  if (rest.length > 2 || !['', 'logs', 'result'].includes(part)) return undefined;
  return one(call, parseActivationId(decodeSegment(segment)), part);
};

async function list({ services, caller, namespace, query }: Call): Promise<Answer> {
  await services.entitlement.check(caller, 'READ', { collection: 'activations', namespace });
  const { count, ...asked } = parseActivationListQuery((name) => query.text(name), services.limits);
  if (count) return ok({ activations: await services.activations.count(caller, asked) });
  return { status: 200, json: (await services.activations.list(caller, asked)).text };
}

async function one({ services, caller, namespace }: Call, id: string, part: string): Promise<Answer> {
  await services.entitlement.check(caller, 'READ', { collection: 'activations', namespace, name: id });
  if (part === 'logs') return ok(await services.activations.logs(caller, id));
  const whole =
    part === 'result' ? await services.activations.result(caller, id) : await services.activations.get(caller, id);
  return { status: 200, json: whole.text };
}
