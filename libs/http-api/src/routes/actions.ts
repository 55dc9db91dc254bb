import {
  activationStatus,
  payloadLimit,
  printActivationText,
  type Activation,
  type Json,
  type QualifiedName,
} from '@whisker/entities';
import type { Answer } from '../api';
import { readJson, readPayload } from '../body';
import { readName } from '../paths';
import { isCollection, ok, type Call, type CollectionRoutes } from './call';
import { listEntities, listPackage } from './lists';

/** `/actions`, `/actions/name`, `/actions/package/`, `/actions/package/name`. */
export const actionRoutes: CollectionRoutes = (call, rest) => {
  const { method } = call.exchange;
  if (isCollection(rest)) return method === 'GET' ? listEntities(call, 'actions') : undefined;
  if (rest.length === 2 && rest[1] === '') {
    return method === 'GET' ? listPackage(call, readName(call.namespace, [rest[0] as string]).name) : undefined;
  }
  if (rest.length > 2) return undefined;
  if (method === 'POST') return invoke(call, readName(call.namespace, rest));
  if (method === 'GET') return get(call, readName(call.namespace, rest));
  if (method === 'PUT') return put(call, readName(call.namespace, rest));
  if (method === 'DELETE') return remove(call, readName(call.namespace, rest));
  return undefined;
};

const resourceOf = (name: QualifiedName) => ({ collection: 'actions', ...name }) as const;

async function get({ services, caller, query }: Call, name: QualifiedName): Promise<Answer> {
  await services.entitlement.check(caller, 'READ', resourceOf(name));
  return ok(await services.actions.get(caller, name, { code: query.flag('code', true) }));
}

async function put({ services, caller, query, exchange }: Call, name: QualifiedName): Promise<Answer> {
  await services.entitlement.check(caller, 'PUT', resourceOf(name));
  const overwrite = query.flag('overwrite');
  return ok(await services.actions.put(caller, name, await readJson(exchange.request), { overwrite }));
}

async function remove({ services, caller }: Call, name: QualifiedName): Promise<Answer> {
  await services.entitlement.check(caller, 'DELETE', resourceOf(name));
  return ok(await services.actions.delete(caller, name));
}

/** The hot path: nothing here that a warm invocation does not need. */
async function invoke({ services, caller, query, exchange }: Call, name: QualifiedName): Promise<Answer> {
  const { entitlement, limits } = services;
  services.rate.checkInvocation(caller);
  services.concurrency.check(caller);
  const resource = resourceOf(name);
  if (!entitlement.isPlainlyOwn(caller, resource)) await entitlement.check(caller, 'ACTIVATE', resource);
  const blocking = query.flag('blocking');
  const resultOnly = query.flag('result');
  const waitMs = query.wait(limits.blockingWait);
  const payload = await readPayload(exchange.request, payloadLimit(limits, caller.limits));
  const action = await services.resolver.resolve(name);
  const { transaction } = exchange;
  const outcome = await services.invoker.invoke({ caller, action, payload, blocking, waitMs, transaction });
  return outcome.type === 'completed' ? completed(outcome.activation, resultOnly) : accepted(outcome.activationId);
}

function accepted(activationId: string): Answer {
  return { status: 202, json: `{"activationId":"${activationId}"}`, activationId };
}

const STATUS: Readonly<Record<number, number>> = {
  [activationStatus.success]: 200,
  [activationStatus.applicationError]: 502,
  [activationStatus.developerError]: 502,
  [activationStatus.internalError]: 500,
};

function completed(activation: Activation, resultOnly: boolean): Answer {
  const { response, activationId } = activation;
  const bare = resultOnly || isArray(response.result);
  const json = bare
    ? (response.result?.text ?? '{}')
    : printActivationText({ ...activation, logs: shownLogs(activation) });
  return { status: STATUS[response.statusCode] ?? 500, json, activationId };
}

/** An array result is answered bare, whatever was asked for. */
function isArray(result: Json | undefined): boolean {
  return result !== undefined && result.text.startsWith('[');
}

/** The logs of a plain action are collected after it answered; those of a sequence are ids and known. */
function shownLogs({ annotations, logs }: Activation): readonly string[] {
  return annotations.some(({ key, value }) => key === 'kind' && value === 'sequence') ? logs : [];
}
