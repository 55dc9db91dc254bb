import { ConcurrencyThrottle, RateThrottle } from '@whisker/entitlement';
import {
  defaultSystemLimits,
  Json,
  nameFromId,
  refuse,
  type Activation,
  type JsonValue,
  type RuleStatus,
} from '@whisker/entities';
import { aPackage, aTrigger, InMemoryEntityStore, InMemoryOwedRecords } from '@whisker/testing';
import type { InvokeCall, InvokeOutcome } from './invoke-call';
import { action, caller, NOW, parameter } from './testing/builders';
import { FakeActivations, FakeEntitlement, FakeResolver, settle } from './testing/fakes';
import { ManualTime } from '@whisker/testing';
import { TriggerFirer, type FireCall, type TriggerFirerOptions } from './trigger-firer';

const links = (rules: Readonly<Record<string, readonly [action: string, status: RuleStatus]>>) =>
  Object.fromEntries(
    Object.entries(rules).map(([rule, [to, status]]) => [
      `guest/${rule}`,
      { action: nameFromId(`guest/${to}`), status },
    ]),
  );

/** A firer on fakes: trigger `guest/t` with these rules; actions a, b, pkg/p. */
async function setUp(rules: Parameters<typeof links>[0] | undefined, over: Partial<TriggerFirerOptions> = {}) {
  const fakes = {
    entities: new InMemoryEntityStore(),
    entitlement: new FakeEntitlement(),
    resolver: new FakeResolver(),
    activations: new FakeActivations(),
    owed: new InMemoryOwedRecords(),
    time: new ManualTime(NOW),
    calls: [] as InvokeCall[],
    faults: [] as unknown[],
    inFlight: 0,
  };
  for (const id of ['guest/a', 'guest/b', 'guest/pkg/p']) {
    fakes.resolver.actions.set(id, { action: action({ name: nameFromId(id) }), revision: 'r1' });
  }
  const trigger = aTrigger('guest/t', {
    version: '0.0.7',
    parameters: [parameter('tp', 't'), parameter('both', 't'), parameter('__ow_headers', 'mine')],
    ...(rules && { rules: links(rules) }),
  });
  await fakes.entities.put(trigger, { basedOn: undefined });
  let ids = 0;
  const invoke = async (call: InvokeCall): Promise<InvokeOutcome> => {
    fakes.calls.push(call);
    return { type: 'accepted', activationId: `run-${fakes.calls.length}` };
  };
  const limits = defaultSystemLimits;
  const firer = new TriggerFirer({
    ...fakes,
    rate: new RateThrottle({ limits, clock: fakes.time.clock }),
    concurrency: new ConcurrencyThrottle({ limits, inFlight: () => fakes.inFlight }),
    invoker: { invoke },
    limits,
    newActivationId: () => `fire-${(ids += 1)}`,
    onFault: (fault) => fakes.faults.push(fault),
    clock: fakes.time.clock,
    timers: fakes.time,
    ...over,
  });
  const fire = async (payload?: JsonValue, more: Partial<FireCall> = {}) => {
    const id = await firer.fire({
      caller,
      trigger: nameFromId('guest/t'),
      payload: payload === undefined ? undefined : Json.of(payload),
      headers: { authorization: 'Basic x', 'x-mine': '1' },
      transaction: { id: 't'.repeat(32), start: NOW - 5 },
      ...more,
    });
    await settle();
    return id;
  };
  const logs = (id = 'fire-1') => fakes.activations.records.get(id)?.logs.map((line) => JSON.parse(line) as unknown);
  return { ...fakes, fakes, firer, fire, logs };
}

describe('a trigger', () => {
  it.each<[string, Parameters<typeof setUp>[0]]>([
    ['was never linked to a rule', undefined],
    ['has no rule any more', {}],
    ['has inactive rules only', { r: ['a', 'inactive'], q: ['b', 'inactive'] }],
  ])('that %s fires nothing and leaves no record', async (_, rules) => {
    const { fire, calls, activations, firer } = await setUp(rules);
    await expect(fire({ x: 1 })).resolves.toBeUndefined();
    expect([calls, activations.records.size, firer.open]).toEqual([[], 0, 0]);
  });

  it('that does not exist is refused', async () => {
    const { fire } = await setUp({ r: ['a', 'active'] });
    await expect(fire({}, { trigger: nameFromId('guest/gone') })).rejects.toMatchObject({ code: 'notFound' });
  });

  it('that is something else is refused', async () => {
    const { fire, entities } = await setUp({ r: ['a', 'active'] });
    await entities.put(aPackage('guest/p'), { basedOn: undefined });
    await expect(fire({}, { trigger: nameFromId('guest/p') })).rejects.toMatchObject({ code: 'otherCollection' });
  });

  it('is accepted before its actions are', async () => {
    const { firer, fire, activations } = await setUp(
      { r: ['a', 'active'] },
      { invoker: { invoke: () => new Promise(() => undefined) } },
    );
    await expect(fire()).resolves.toBe('fire-1');
    expect([activations.records.size, firer.open]).toEqual([0, 1]);
  });

  it('is promised a record before its id is told, which grows with its rules', async () => {
    const outcomes: ((outcome: InvokeOutcome) => void)[] = [];
    const { fire, owed, activations } = await setUp(
      { r: ['a', 'active'], q: ['b', 'active'], off: ['a', 'inactive'] },
      { width: 1, invoker: { invoke: () => new Promise((resolve) => outcomes.push(resolve)) } },
    );
    await fire({ x: 1 });
    const logs = () => owed.drafts.get('fire-1')?.logs.map((line) => (JSON.parse(line) as { rule: string }).rule);
    expect(owed.drafts.get('fire-1')).toMatchObject({
      name: 't',
      version: '0.0.7',
      start: NOW,
      response: { statusCode: 3 },
    });
    expect(logs()).toEqual([]);
    outcomes[0]?.({ type: 'accepted', activationId: 'run-1' });
    await settle();
    expect(logs()).toEqual(['guest/r']);
    outcomes[1]?.({ type: 'accepted', activationId: 'run-2' });
    await settle();
    expect(owed.drafts.size).toBe(0);
    expect(activations.records.get('fire-1')?.response.statusCode).toBe(0);
  });

  it('hands its sealed parameters over as they are, but those that are fired or reserved', async () => {
    const { fire, calls, entities } = await setUp({ r: ['a', 'active'] });
    const secret = { $secret: 'db' };
    const parameters = ['tp', 'both', '__ow_headers'].map((key) => parameter(key, secret));
    const stored = await entities.get(nameFromId('guest/t'));
    const trigger = aTrigger('guest/t', { parameters, rules: links({ r: ['a', 'active'] }) });
    await entities.put(trigger, { basedOn: stored?.revision });
    await fire({ both: { $secret: 'mine' } });
    expect(calls[0]).toMatchObject({
      payload: { value: { tp: secret, both: { $secret: 'mine' } } },
      sealed: [{ key: 'tp', namespace: 'guest' }],
    });
  });

  it('is refused if its record cannot be promised', async () => {
    const { fire, fakes, firer, calls } = await setUp({ r: ['a', 'active'] });
    fakes.owed.failure = new Error('disk full');
    await expect(fire()).rejects.toMatchObject({ code: 'unavailable' });
    expect([calls, firer.open, fakes.faults]).toEqual([[], 0, [fakes.owed.failure]]);
  });

  it('invokes the action of each active rule on behalf of who fires', async () => {
    const { fire, calls, entitlement } = await setUp({
      r: ['a', 'active'],
      q: ['b', 'inactive'],
      s: ['pkg/p', 'active'],
    });
    await fire({});
    expect(calls).toMatchObject([
      { caller, action: { action: { name: { name: 'a' } } }, blocking: false, transaction: { start: NOW - 5 } },
      { caller, action: { action: { name: { package: 'pkg', name: 'p' } } }, blocking: false },
    ]);
    expect(calls[0]).not.toHaveProperty('cause');
    expect(entitlement.asked).toEqual([
      { right: 'ACTIVATE', resources: [{ collection: 'actions', namespace: 'guest', name: 'a' }] },
      { right: 'ACTIVATE', resources: [{ collection: 'actions', namespace: 'guest', package: 'pkg', name: 'p' }] },
    ]);
  });

  it.each<[string, JsonValue | undefined, JsonValue]>([
    ['nothing', undefined, { tp: 't', both: 't', __ow_headers: { authorization: 'Basic x', 'x-mine': '1' } }],
    [
      'a payload',
      { both: 'fired', f: 1 },
      { tp: 't', both: 'fired', f: 1, __ow_headers: { authorization: 'Basic x', 'x-mine': '1' } },
    ],
    ['its own headers', { __ow_headers: 5 }, { tp: 't', both: 't', __ow_headers: 5 }],
  ])('given %s hands on its parameters, the headers and that', async (_, payload, expected) => {
    const { fire, calls } = await setUp({ r: ['a', 'active'] });
    await fire(payload);
    expect(calls[0]?.payload?.value).toEqual(expected);
  });

  it('invokes a few actions at a time', async () => {
    const rules = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`r${i}`, ['a', 'active'] as const]));
    const waiting: ((outcome: InvokeOutcome) => void)[] = [];
    const invoke = () => new Promise<InvokeOutcome>((resolve) => waiting.push(resolve));
    const { fire, logs } = await setUp(rules, { invoker: { invoke }, width: 3 });
    await fire();
    expect(waiting).toHaveLength(3);
    for (let i = 0; i < 20; i += 1) {
      waiting[i]?.({ type: 'accepted', activationId: `run-${i}` });
      await settle();
    }
    expect(logs()).toHaveLength(20);
  });

  it('is refused while too many fires have no record yet', async () => {
    const { fire, firer, activations, time } = await setUp({ r: ['a', 'active'] }, { maxOpen: 1 });
    activations.failures = 1;
    await fire();
    await expect(fire()).rejects.toMatchObject({ code: 'unavailable' });
    time.pass(100);
    await settle();
    expect(firer.open).toBe(0);
    await expect(fire()).resolves.toBe('fire-2');
  });
});

describe('the record of a trigger', () => {
  it('has no end and shows what was fired, and what came of each rule {errors.7.23}', async () => {
    const { fire, activations } = await setUp({ r: ['a', 'active'], q: ['pkg/p', 'inactive'] });
    await fire({ w: 1 });
    expect(activations.records.get('fire-1')).toEqual<Activation>({
      namespace: 'guest',
      name: 't',
      version: '0.0.7',
      subject: 'guest-subject',
      activationId: 'fire-1',
      start: NOW,
      response: { statusCode: 0, result: Json.of({ w: 1 }) },
      logs: [
        '{"rule":"guest/r","action":"guest/a","statusCode":0,"success":true,"activationId":"run-1"}',
        '{"rule":"guest/q","action":"guest/pkg/p","statusCode":1,"success":false,' +
          '"error":"Rule \'guest/q\' is inactive, action \'guest/pkg/p\' was not activated."}',
      ],
      annotations: [],
      publish: false,
    });
  });

  it('has an empty result if nothing was sent', async () => {
    const { fire, activations } = await setUp({ r: ['a', 'active'] });
    await fire();
    expect(activations.records.get('fire-1')?.response.result?.value).toEqual({});
  });

  it('is tried again while the store fails, and reported if that is of no use', async () => {
    const { fire, activations, time, faults } = await setUp({ r: ['a', 'active'] });
    activations.failures = 1;
    await fire();
    time.pass(100);
    await settle();
    expect([activations.records.size, faults]).toEqual([1, []]);
    activations.failures = Infinity;
    await fire();
    for (const pause of [100, 300, 1000, 3000]) {
      time.pass(pause);
      await settle();
    }
    expect([activations.records.size, faults.length]).toEqual([1, 1]);
  });

  it('is not stored where namespaces want none', async () => {
    const { fire, calls, activations } = await setUp({ r: ['a', 'active'] });
    await fire({}, { caller: { ...caller, limits: { storeActivations: false } } });
    expect([calls.length, activations.records.size]).toEqual([1, 0]);
  });
});

type Fakes = Awaited<ReturnType<typeof setUp>>['fakes'];

describe('an action that cannot be invoked', () => {
  const NOT_FOUND = 'The requested resource does not exist.';
  const LARGE = 'x'.repeat(defaultSystemLimits.payload);

  it.each<[string, (fakes: Fakes) => void, FireCall['payload'], { statusCode: number; error: unknown }]>([
    ['is gone', (fakes) => fakes.resolver.actions.clear(), undefined, { statusCode: 1, error: NOT_FOUND }],
    [
      'the caller may not have',
      (fakes) => (fakes.entitlement.failure = refuse.notAuthorizedFor('guest/pkg')),
      undefined,
      { statusCode: 1, error: "The supplied authentication is not authorized to access 'guest/pkg'." },
    ],
    [
      'is one too many at a time',
      (fakes) => (fakes.inFlight = 30),
      undefined,
      { statusCode: 1, error: 'Too many concurrent requests in flight (count: 30, allowed: 30).' },
    ],
    [
      'gets too much',
      () => undefined,
      Json.of({ LARGE }),
      { statusCode: 1, error: expect.stringMatching(/^Request larger than allowed: 10\d{5} > 1048576 bytes\.$/) },
    ],
    [
      'cannot be read',
      (fakes) => (fakes.resolver.failure = refuse.corrupt()),
      undefined,
      { statusCode: 3, error: 'Resource is corrupted and cannot be read.' },
    ],
  ])('as it %s is a line of the record', async (_, arrange, payload, line) => {
    const { fire, fakes, logs, calls, faults } = await setUp({ r: ['a', 'active'] });
    arrange(fakes);
    await expect(fire(undefined, { payload })).resolves.toBe('fire-1');
    expect(logs()).toEqual([{ rule: 'guest/r', action: 'guest/a', success: false, ...line }]);
    expect([calls, faults]).toEqual([[], []]);
  });

  it.each<[Error, number, string, number]>([
    [refuse.parametersNotAllowed(), 1, refuse.parametersNotAllowed().message, 0],
    [refuse.unavailable(), 3, refuse.unavailable().message, 0],
    [new TypeError('secret'), 3, 'There was an internal server error.', 1],
  ])('as the invoker says %s is a line of the record', async (failure, statusCode, error, reports) => {
    const { fire, logs, faults } = await setUp(
      { r: ['a', 'active'], q: ['b', 'active'] },
      {
        invoker: {
          invoke: async ({ action: { action: invoked } }) => {
            if (invoked.name.name === 'a') throw failure;
            return { type: 'accepted', activationId: 'run-b' };
          },
        },
      },
    );
    await fire();
    expect(logs()).toEqual([
      { rule: 'guest/r', action: 'guest/a', statusCode, success: false, error },
      { rule: 'guest/q', action: 'guest/b', statusCode: 0, success: true, activationId: 'run-b' },
    ]);
    expect(faults).toHaveLength(reports);
  });

  it('as there were too many in the minute is a line of the record', async () => {
    const { fire, logs } = await setUp({ r: ['a', 'active'], q: ['b', 'active'] });
    await fire(undefined, { caller: { ...caller, limits: { invocationsPerMinute: 1 } } });
    expect(logs()).toMatchObject([
      { success: true },
      { statusCode: 1, error: 'Too many requests in the last minute (count: 2, allowed: 1).' },
    ]);
  });
});
