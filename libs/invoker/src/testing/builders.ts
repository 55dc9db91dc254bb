import {
  defaultSystemLimits,
  Json,
  type Activation,
  type Identity,
  type JsonValue,
  type RunnableAction,
} from '@whisker/entities';
import type { ActivationMessage } from '@whisker/messages';
import { Invoker } from '../invoker';
import type { InvokerOptions } from '../invoker-options';
import { FakeBus } from './fake-bus';
import { FakeMembership } from './fake-membership';
import { FakePool } from './fake-pool';
import { FakeActivations, FakeEntities, FakeJournal } from './fake-stores';
import { ManualTime } from '@whisker/testing';

export const ID = 'a'.repeat(32);
export const NOW = 1_700_000_000_000;

export const caller: Identity = {
  subject: 'guest-subject',
  namespace: { name: 'guest', uuid: 'guest-uuid' },
  limits: {},
};

/** An action that does not want the API key, as those that clients create. */
export function action(over: Partial<RunnableAction> = {}): RunnableAction {
  return {
    type: 'action',
    name: { namespace: 'guest', name: 'hello' },
    version: '0.0.3',
    publish: false,
    updated: 0,
    annotations: [{ key: 'provide-api-key', value: false }],
    parameters: [],
    exec: { type: 'code', kind: 'nodejs:20', binary: false },
    limits: { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 },
    ...over,
  };
}

export function message(over: Partial<ActivationMessage> = {}): ActivationMessage {
  return {
    transaction: { id: 't'.repeat(32), start: NOW - 30 },
    activationId: ID,
    action: { name: { namespace: 'guest', name: 'hello' }, version: '0.0.3', revision: 'r1' },
    caller,
    controller: '0',
    blocking: true,
    content: Json.of({ x: 1 }),
    initParameters: [],
    startBy: NOW + 60_000,
    ...over,
  };
}

/** An invoker on fakes that knows the action `guest/hello` at revision `r1`. */
export function setUp(over: Partial<InvokerOptions> = {}) {
  const events: string[] = [];
  const logged: string[] = [];
  const fakes = {
    events,
    logged,
    bus: new FakeBus(events),
    pool: new FakePool(),
    entities: new FakeEntities(),
    activations: new FakeActivations(events),
    journal: new FakeJournal(events),
    membership: new FakeMembership(events),
    time: new ManualTime(NOW),
  };
  fakes.entities.put(action(), 'r1', 'code of r1');
  const log = {
    warn: (text: string) => logged.push(`warn ${text}`),
    error: (text: string) => logged.push(`error ${text}`),
  };
  const invoker = new Invoker({
    ...fakes,
    log,
    clock: fakes.time.clock,
    timers: fakes.time,
    number: 0,
    bootId: 'boot-1',
    userMemory: 1024,
    limits: defaultSystemLimits,
    apiKeyOf: async () => 'uuid:key',
    recordBeforeAck: true,
    ...over,
  });
  return { ...fakes, invoker };
}

/** The same, started. */
export async function startInvoker(over: Partial<InvokerOptions> = {}) {
  const all = setUp(over);
  await all.invoker.start();
  all.events.length = 0;
  return all;
}

/** Runs one message and tells its record and last acknowledgement. */
export async function runOne(all: Awaited<ReturnType<typeof startInvoker>>, one = message(), redelivered = false) {
  await all.bus.deliver(one, redelivered);
  return {
    record: all.activations.records.get(one.activationId) as Activation,
    acknowledgement: all.bus.acknowledgements.at(-1)?.message,
  };
}

/** Annotations as an object. */
export function annotationsOf(record: Activation): Record<string, JsonValue> {
  return Object.fromEntries(record.annotations.map(({ key, value }) => [key, value]));
}

/** The result as a plain value. */
export const resultOf = (record: Activation): JsonValue | undefined => record.response.result?.value;
