import {
  defaultSystemLimits,
  Json,
  Runtimes,
  type Action,
  type Activation,
  type Identity,
  type JsonValue,
  type Parameter,
} from '@whisker/entities';
import type { ActivationMessage } from '@whisker/messages';
import { ActionInvoker, type ActionInvokerOptions } from '../action-invoker';
import type { InvokeCall } from '../invoke-call';
import { FakeActivations, FakeEntitlement, FakeResolver, FakeScheduler } from './fakes';
import { InMemoryOwedRecords, ManualTime } from '@whisker/testing';

export const NOW = 1_700_000_000_000;
export const caller: Identity = {
  subject: 'guest-subject',
  namespace: { name: 'guest', uuid: 'guest-uuid' },
  limits: {},
};

const runtimes = Runtimes.parse({
  runtimes: {
    nodejs: [
      { kind: 'nodejs:20', default: true },
      { kind: 'nodejs:6', deprecated: true },
    ],
  },
});

export function action(over: Partial<Action> = {}): Action {
  return {
    type: 'action',
    name: { namespace: 'guest', name: 'hello' },
    version: '0.0.3',
    publish: false,
    updated: 0,
    annotations: [],
    parameters: [],
    exec: { type: 'code', kind: 'nodejs:20', binary: false },
    limits: { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 },
    ...over,
  };
}

export const parameter = (key: string, value: JsonValue, init?: true): Parameter => ({
  key,
  value,
  ...(init && { init }),
});

export function call(over: Partial<InvokeCall> = {}): InvokeCall {
  return {
    caller,
    action: { action: action(), revision: 'r1' },
    payload: undefined,
    blocking: true,
    waitMs: 60_000,
    transaction: { id: 't'.repeat(32), start: NOW - 5 },
    ...over,
  };
}

/** An invoker on fakes whose ids are `id-1`, `id-2`, … */
export function setUp(over: Partial<ActionInvokerOptions> = {}) {
  let ids = 0;
  const faults: unknown[] = [];
  const fakes = {
    faults,
    resolver: new FakeResolver(),
    entitlement: new FakeEntitlement(),
    scheduler: new FakeScheduler(),
    activations: new FakeActivations(),
    owed: new InMemoryOwedRecords(),
    time: new ManualTime(NOW),
  };
  const invoker = new ActionInvoker({
    ...fakes,
    runtimes,
    limits: defaultSystemLimits,
    controllerId: '0',
    newActivationId: () => `id-${(ids += 1)}`,
    onFault: (fault) => faults.push(fault),
    clock: fakes.time.clock,
    timers: fakes.time,
    ...over,
  });
  return { ...fakes, invoker };
}

/** The record of a run of `message` with this result. */
export function recordOf(
  message: ActivationMessage,
  result: JsonValue = {},
  over: Partial<Activation> = {},
): Activation {
  return {
    namespace: message.caller.namespace.name,
    name: message.action.name.name,
    version: message.action.version,
    subject: message.caller.subject,
    activationId: message.activationId,
    start: NOW,
    end: NOW + 10,
    duration: 10,
    response: { statusCode: 0, result: Json.of(result), size: 7 },
    logs: [],
    annotations: [{ key: 'limits', value: { memory: 256 } }],
    publish: false,
    ...over,
  };
}
