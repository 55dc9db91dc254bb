import { Json, refuse, type Activation } from '@whisker/entities';
import type { InvokeCall } from './invoke-call';
import { action, caller, NOW, parameter, recordOf } from './testing/builders';
import { annotationsOf, completedBy, echo, named, resultOf, setUpComposed, type Composed } from './testing/composed';
import { settle } from './testing/fakes';

const setUpSequences = (sequences: Composed['sequences'] = {}) => setUpComposed({ sequences });

describe('a sequence', () => {
  it('hands the result of each component to the next', async () => {
    const { invoke, scheduler } = setUpSequences({ s: ['a', 'b'] });
    scheduler.answer = echo;
    const record = completedBy(await invoke('s', { payload: Json.of({ x: 1 }) }));
    expect(resultOf(record)).toEqual({ by: 'b', got: { by: 'a', got: { x: 1 } } });
  });

  it('ends in this record, which is stored', async () => {
    const { invoke, scheduler, activations } = setUpSequences({ s: ['a', 'b'] });
    scheduler.answer = echo;
    const record = completedBy(await invoke('s'));
    expect(activations.records.get('id-1')).toBe(record);
    expect({ ...record, response: { ...record.response, result: 'echo' }, annotations: annotationsOf(record) }).toEqual(
      {
        namespace: 'guest',
        name: 's',
        version: '0.0.3',
        subject: 'guest-subject',
        activationId: 'id-1',
        start: NOW,
        end: NOW,
        duration: 20,
        response: { statusCode: 0, result: 'echo', size: 7 },
        logs: ['id-2', 'id-3'],
        annotations: {
          topmost: true,
          path: 'guest/s',
          kind: 'sequence',
          waitTime: 5,
          limits: { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 },
        },
        publish: false,
      },
    );
  });

  it('tells its components their cause and waits for them', async () => {
    const { invoke, scheduler } = setUpSequences({ s: ['a'] });
    scheduler.answer = echo;
    await invoke('s', { blocking: false });
    await settle();
    expect(scheduler.last.message).toMatchObject({ activationId: 'id-2', cause: 'id-1', blocking: true });
  });

  it('passes on none of its own parameters, but components have theirs', async () => {
    const { invoke, scheduler, resolver } = setUpSequences({ s: ['a'] });
    resolver.actions.set('guest/a', {
      action: action({ name: named('a'), parameters: [parameter('own', 1)] }),
      revision: 'r1',
    });
    scheduler.answer = echo;
    const record = completedBy(await invoke('s'));
    expect(resultOf(record)).toEqual({ by: 'a', got: { own: 1 } });
  });

  it('hands on an array as it is', async () => {
    const { invoke, scheduler } = setUpSequences({ s: ['a', 'b'] });
    scheduler.answer = (sent) =>
      sent.message.action.name.name === 'a' ? sent.succeed(recordOf(sent.message, [1, 2])) : echo(sent);
    expect(resultOf(completedBy(await invoke('s')))).toEqual({ by: 'b', got: [1, 2] });
  });

  it.each([
    ['an application error', 1 as const],
    ['a developer error', 2 as const],
    ['a success with an error in it', 0 as const],
  ])('stops at %s', async (_, statusCode) => {
    const { invoke, scheduler } = setUpSequences({ s: ['a', 'b'] });
    scheduler.answer = ({ message, succeed }) =>
      succeed(recordOf(message, {}, { response: { statusCode, result: Json.of({ error: 'no' }), size: 24 } }));
    const record = completedBy(await invoke('s'));
    expect(record).toMatchObject({ response: { statusCode, size: 24 }, logs: ['id-2'] });
    expect(resultOf(record)).toEqual({ error: 'no' });
    expect(scheduler.sent).toHaveLength(1);
  });

  it('has the memory of its largest component, and its binding', async () => {
    const { invoke, scheduler, resolver } = setUpSequences({ s: ['a', 'b'] });
    scheduler.answer = ({ message, succeed }) => {
      const memory = message.action.name.name === 'a' ? 512 : 128;
      succeed(recordOf(message, {}, { annotations: [{ key: 'limits', value: { memory } }] }));
    };
    const bound = { ...(resolver.actions.get('guest/s') as InvokeCall['action']), binding: 'guest/bound' };
    const record = completedBy(await invoke('s', { action: bound }));
    expect(annotationsOf(record)).toMatchObject({ limits: { memory: 512 }, binding: 'guest/bound' });
  });
});

describe('a component', () => {
  it('that was deleted is an application error {errors.7.18}', async () => {
    const { invoke, scheduler, resolver } = setUpSequences({ s: ['a', 'b'] });
    scheduler.answer = echo;
    resolver.actions.delete('guest/b');
    const record = completedBy(await invoke('s'));
    expect(record).toMatchObject({ response: { statusCode: 1 }, logs: ['id-2'] });
    expect(resultOf(record)).toEqual({ error: 'Sequence component does not exist.' });
    expect(record.response).not.toHaveProperty('size');
  });

  it('that is never heard of is an internal error {limits.5.4, errors.7.19}', async () => {
    const { invoke, time, activations } = setUpSequences({ s: ['a'] });
    await invoke('s', { blocking: false });
    await settle();
    for (let i = 0; i < 8; i += 1) {
      time.pass(15_000);
      await settle();
    }
    const record = activations.records.get('id-1') as Activation;
    expect(record).toMatchObject({ response: { statusCode: 3 }, logs: ['id-2'] });
    expect(resultOf(record)).toEqual({
      error: 'Timeout reached when retrieving activation ID for sequence component.',
    });
  });

  it('that cannot be invoked fails the sequence {errors.7.19}', async () => {
    const { invoke, scheduler, faults } = setUpSequences({ s: ['a'] });
    scheduler.failure = new Error('no invoker');
    const record = completedBy(await invoke('s'));
    expect(record.response.statusCode).toBe(3);
    expect(resultOf(record)).toEqual({ error: 'Sequence failed.' });
    expect(faults).toEqual([scheduler.failure]);
  });

  it('that its caller may not have is no fault of the platform', async () => {
    const { invoke, faults, put } = setUpSequences({ s: ['a'] });
    put('a', { exec: { type: 'code', kind: 'nodejs:6', binary: false } });
    const record = completedBy(await invoke('s'));
    expect([record.response.statusCode, resultOf(record), faults]).toEqual([3, { error: 'Sequence failed.' }, []]);
  });

  it('may be handed what names its final parameters', async () => {
    const { invoke, scheduler, put } = setUpSequences({ s: ['a', 'b'] });
    put('b', { parameters: [parameter('by', 'owner')], annotations: [{ key: 'final', value: true }] });
    scheduler.answer = echo;
    expect(resultOf(completedBy(await invoke('s')))).toEqual({ by: 'b', got: { by: 'a', got: {} } });
  });

  it('needs the right to be invoked, before anything runs', async () => {
    const { invoke, entitlement, scheduler } = setUpSequences({ s: ['a', 'b'] });
    entitlement.failure = refuse.notAuthorizedFor('guest/b');
    await expect(invoke('s')).rejects.toMatchObject({ code: 'notAuthorizedFor' });
    expect(entitlement.asked).toEqual([
      {
        right: 'ACTIVATE',
        resources: [
          { collection: 'actions', ...named('a') },
          { collection: 'actions', ...named('b') },
        ],
      },
    ]);
    expect(scheduler.sent).toEqual([]);
  });
});

describe('a sequence in a sequence', () => {
  it('has a record of its own, below the outer one', async () => {
    const { invoke, scheduler, activations } = setUpSequences({ outer: ['inner', 'c'], inner: ['a', 'b'] });
    scheduler.answer = echo;
    const outer = completedBy(await invoke('outer'));
    const inner = activations.records.get('id-2') as Activation;
    expect(outer.logs).toEqual(['id-2', 'id-5']);
    expect(inner).toMatchObject({ name: 'inner', cause: 'id-1', logs: ['id-3', 'id-4'], duration: 20 });
    expect(annotationsOf(inner)).toMatchObject({ topmost: false, causedBy: 'sequence', kind: 'sequence' });
    expect(outer.duration).toBe(30);
    expect(scheduler.sent.map(({ message }) => message.cause)).toEqual(['id-2', 'id-2', 'id-1']);
  });

  it('ends both by its error', async () => {
    const { invoke, scheduler, activations } = setUpSequences({ outer: ['inner', 'c'], inner: ['a', 'gone'] });
    scheduler.answer = echo;
    const outer = completedBy(await invoke('outer'));
    expect(resultOf(outer)).toEqual({ error: 'Sequence component does not exist.' });
    expect([outer.logs, activations.records.get('id-2')?.logs]).toEqual([['id-2'], ['id-3']]);
  });

  it('counts against the length of the outer one {errors.7.18}', async () => {
    const thirty = Array.from({ length: 30 }, () => 'a');
    const { invoke, scheduler } = setUpSequences({ outer: ['inner', 'inner'], inner: thirty });
    scheduler.answer = echo;
    const outer = completedBy(await invoke('outer'));
    expect(scheduler.sent).toHaveLength(50);
    expect(outer.response.statusCode).toBe(1);
    expect(resultOf(outer)).toEqual({ error: 'Too many actions in the sequence.' });
  });
});

describe('the caller of a sequence', () => {
  it('that does not wait has its id at once', async () => {
    const { invoke, scheduler, activations } = setUpSequences({ s: ['a'] });
    await expect(invoke('s', { blocking: false })).resolves.toEqual({ type: 'accepted', activationId: 'id-1' });
    await settle();
    scheduler.last.succeed(recordOf(scheduler.last.message));
    await settle();
    expect(activations.records.get('id-1')).toMatchObject({ response: { statusCode: 0 } });
  });

  it('that waits long enough has its id; the sequence goes on', async () => {
    const { invoke, scheduler, activations, time } = setUpSequences({ s: ['a', 'b'] });
    const outcome = invoke('s', { waitMs: 300 });
    await settle();
    time.pass(300);
    await expect(outcome).resolves.toEqual({ type: 'accepted', activationId: 'id-1' });
    for (let i = 0; i < 2; i += 1) {
      scheduler.last.succeed(recordOf(scheduler.last.message));
      await settle();
    }
    expect(activations.records.get('id-1')?.logs).toEqual(['id-2', 'id-3']);
  });

  it('may not name a final parameter', async () => {
    const { invoke, resolver } = setUpSequences({ s: ['a'] });
    const { action: sequence, revision } = resolver.actions.get('guest/s') as InvokeCall['action'];
    const final = { action: { ...sequence, annotations: [{ key: 'final', value: true }] }, revision };
    await expect(invoke('s', { action: final, payload: Json.of({ _actions: [] }) })).rejects.toMatchObject({
      code: 'parametersNotAllowed',
    });
  });
});

describe('the record of a sequence', () => {
  it('is tried again while the store fails', async () => {
    const { invoke, scheduler, activations, time } = setUpSequences({ s: ['a'] });
    scheduler.answer = echo;
    activations.failures = 2;
    const outcome = invoke('s');
    for (const pause of [100, 300]) {
      await settle();
      time.pass(pause);
    }
    await outcome;
    expect(activations.records.has('id-1')).toBe(true);
  });

  it('that cannot be stored is reported', async () => {
    const { invoke, scheduler, activations, time, faults } = setUpSequences({ s: ['a'] });
    scheduler.answer = echo;
    activations.failures = Infinity;
    const outcome = invoke('s');
    for (const pause of [100, 300, 1000, 3000]) {
      await settle();
      time.pass(pause);
    }
    await expect(outcome).resolves.toMatchObject({ type: 'completed' });
    expect(faults).toHaveLength(1);
  });

  it('is not stored where namespaces want none', async () => {
    const { invoke, scheduler, activations } = setUpSequences({ s: ['a'] });
    scheduler.answer = echo;
    await invoke('s', { caller: { ...caller, limits: { storeActivations: false } } });
    expect(activations.records.size).toBe(0);
    await invoke('s', {
      caller: { ...caller, limits: { storeActivations: false } },
      transaction: { id: 't', start: NOW, extraLogging: true },
    });
    expect(activations.records.size).toBe(1);
  });
});
