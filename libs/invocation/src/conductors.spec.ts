import { Json, refuse, type Activation, type JsonValue } from '@whisker/entities';
import { caller, NOW, parameter, recordOf } from './testing/builders';
import { annotationsOf, echo, resultOf, setUpScript } from './testing/composed';
import { settle, type Sent } from './testing/fakes';

describe('a composition', () => {
  it('runs what its conductor asks for, and tells it the result with its state', async () => {
    const { run, told, scheduler } = setUpScript({ action: 'a', params: { x: 1 }, state: { y: 2, by: 'mine' } });
    const record = await run({ payload: Json.of({ p: 0 }) });
    expect(told).toEqual([{ p: 0 }, { by: 'mine', y: 2 }]);
    expect(scheduler.sent.map(({ message }) => [message.action.name.name, message.content.value])).toEqual([
      ['k', { p: 0 }],
      ['a', { x: 1 }],
      ['k', { by: 'mine', y: 2 }],
    ]);
    expect(resultOf(record)).toEqual({ by: 'mine', y: 2 });
  });

  it.each<[string, JsonValue, JsonValue, JsonValue]>([
    ['nothing for an action without params', { action: 'a' }, {}, { by: 'a' }],
    ['other values in a box', { action: 'a', params: 5, state: 6 }, { value: 5 }, { by: 'a', state: 6 }],
    ['the error of an action', { action: 'c', state: { s: 1 } }, {}, { error: 'bad', s: 1 }],
  ])('hands on %s', async (_, answer, given, told) => {
    const all = setUpScript(answer);
    await all.run();
    expect(all.scheduler.sent[1]?.message.content.value).toEqual(given);
    expect(all.told[1]).toEqual(told);
  });

  it('hands on an array in a box, with the state', async () => {
    const all = setUpScript({ action: 'a', state: { s: 1 } });
    const { answer } = all.scheduler;
    all.scheduler.answer = (sent) =>
      sent.message.action.name.name === 'a' ? sent.succeed(recordOf(sent.message, [1, 2])) : answer?.(sent);
    await all.run();
    expect(all.told[1]).toEqual({ value: [1, 2], s: 1 });
  });

  it('forgets its state with the next answer', async () => {
    const { run, told } = setUpScript({ action: 'a', state: { y: 2 } }, { action: 'a' });
    await run();
    expect(told).toEqual([{}, { by: 'a', y: 2 }, { by: 'a' }]);
  });

  it('gives its conductor its own parameters, and actions theirs', async () => {
    const { run, told, put, scheduler } = setUpScript({ action: 'a' });
    put('k', { parameters: [parameter('own', 'k')], annotations: [{ key: 'conductor', value: 'yes' }] });
    put('a', { parameters: [parameter('own', 'a')] });
    await run();
    expect(told).toEqual([{ own: 'k' }, { own: 'k', by: 'a' }]);
    expect(scheduler.sent[1]?.message.content.value).toEqual({ own: 'a' });
  });

  it.each<[JsonValue, JsonValue]>([
    [{ params: 5 }, { value: 5 }],
    [{ params: { error: 'given' } }, { error: 'given' }],
    [{ other: 1 }, { other: 1 }],
    [[1], [1]],
  ])('that ends with %j succeeds', async (answer, result) => {
    const record = await setUpScript(answer).run();
    expect([record.response.statusCode, resultOf(record)]).toEqual([0, result]);
  });

  it.each([
    ['an application error', 1 as const],
    ['a developer error', 2 as const],
  ])('ends by %s of its conductor', async (_, statusCode) => {
    const { run, scheduler } = setUpScript();
    scheduler.answer = ({ message, succeed }) => {
      const result = Json.of({ error: 'no', action: 'a' });
      succeed(recordOf(message, {}, { response: { statusCode, result, size: 24 } }));
    };
    const record = await run();
    expect(record.response).toEqual({ statusCode, result: Json.of({ error: 'no', action: 'a' }) });
    expect(scheduler.sent).toHaveLength(1);
  });

  it.each([0, '', false, null])('needs the annotation: %j is none', async (value) => {
    const { run, put, activations } = setUpScript({ action: 'a' });
    put('k', { annotations: [{ key: 'conductor', value }] });
    expect(resultOf(await run())).toEqual({ action: 'a' });
    expect(activations.records.size).toBe(0);
  });
});

describe('the record of a composition', () => {
  it('tells what it was made of, and is stored', async () => {
    const { run, activations } = setUpScript({ action: 'a' });
    const record = await run();
    expect(activations.records.get('id-1')).toBe(record);
    expect({ ...record, annotations: annotationsOf(record) }).toEqual({
      namespace: 'guest',
      name: 'k',
      version: '0.0.3',
      subject: 'guest-subject',
      activationId: 'id-1',
      start: NOW,
      end: NOW,
      duration: 30,
      response: { statusCode: 0, result: Json.of({ by: 'a' }) },
      logs: ['id-2', 'id-3', 'id-4'],
      annotations: {
        topmost: true,
        path: 'guest/k',
        kind: 'sequence',
        conductor: true,
        waitTime: 5,
        limits: { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 },
      },
      publish: false,
    });
  });

  it('is the cause of all its runs, which are waited for', async () => {
    const { run, scheduler } = setUpScript({ action: 'a' });
    await run();
    expect(scheduler.sent.map(({ message: { cause, blocking } }) => ({ cause, blocking }))).toEqual(
      Array.from({ length: 3 }, () => ({ cause: 'id-1', blocking: true })),
    );
  });

  it('shows the memory of the largest run', async () => {
    const { run, scheduler, told } = setUpScript({ action: 'a' });
    scheduler.answer = ({ message, succeed }) => {
      const large = message.action.name.name === 'a';
      const result = large || told.push(0) > 1 ? {} : { action: 'a' };
      succeed(recordOf(message, result, { annotations: [{ key: 'limits', value: { memory: large ? 512 : 128 } }] }));
    };
    expect(annotationsOf(await run())).toMatchObject({ limits: { memory: 512 } });
  });
});

describe('an action that cannot be had', () => {
  it.each<[string, JsonValue, string]>([
    ['has no name', 5, 'Failed to parse action name from json value 5 during composition.'],
    ['does not exist', 'gone', "Failed to resolve action with name 'guest/gone' during composition."],
  ])('as it %s is told to the conductor with its state {errors.7.22}', async (_, action, error) => {
    const { run, told } = setUpScript({ action, state: { s: 1 } });
    const record = await run();
    expect(told).toEqual([{}, { error, s: 1 }]);
    expect(record.logs).toEqual(['id-2', 'id-3']);
  });

  it('as its caller may not is told, too {errors.7.22}', async () => {
    const { run, told, entitlement } = setUpScript({ action: '/other/a' });
    entitlement.failure = refuse.notAuthorizedFor('other/a');
    await run();
    const error = "Failed entitlement check for action with name 'other/a' during composition.";
    expect(told).toEqual([{}, { error }]);
  });

  it.each<[string, Error]>([
    ['the store fails', new Error('store is down')],
    ['it is corrupt', refuse.corrupt()],
  ])('as %s fails the composition {errors.7.21}', async (_, failure) => {
    const { run, resolver, faults } = setUpScript({ action: 'a' });
    resolver.failure = failure;
    const record = await run();
    expect(record).toMatchObject({ response: { statusCode: 3 }, logs: ['id-2'] });
    expect(resultOf(record)).toEqual({ error: 'Activation failure during composition.' });
    expect(faults).toEqual([failure]);
  });
});

describe('a run that is never heard of', () => {
  it.each([
    ['of the conductor', 'k', ['id-2']],
    ['of an action', 'a', ['id-2', 'id-3']],
  ])('%s fails the composition {errors.7.21}', async (_, silent, logs) => {
    const { invoke, scheduler, time, activations } = setUpScript({ action: 'a' });
    const { answer } = scheduler;
    scheduler.answer = (sent) => (sent.message.action.name.name === silent ? undefined : answer?.(sent));
    await invoke('k', { blocking: false });
    await settle();
    for (let i = 0; i < 8; i += 1) {
      time.pass(15_000);
      await settle();
    }
    const record = activations.records.get('id-1') as Activation;
    expect(record).toMatchObject({ response: { statusCode: 3 }, logs });
    const error = 'Timeout reached when retrieving activation ID during composition.';
    expect(resultOf(record)).toEqual({ error });
  });

  it('as it cannot be sent fails the composition', async () => {
    const { run, scheduler, faults } = setUpScript();
    scheduler.failure = new Error('no invoker');
    expect(resultOf(await run())).toEqual({ error: 'Activation failure during composition.' });
    expect(faults).toEqual([scheduler.failure]);
  });

  it('as what its conductor hands on is too large fails the composition, not the platform', async () => {
    const { run, faults, scheduler } = setUpScript({ action: 'a', params: { x: 'x'.repeat(1_060_000) } });
    const record = await run();
    expect([record.response.statusCode, scheduler.sent.length, faults]).toEqual([3, 1, []]);
  });
});

describe('the caller of a composition', () => {
  it('that does not wait has its id at once', async () => {
    const { invoke, activations } = setUpScript({ action: 'a' });
    await expect(invoke('k', { blocking: false })).resolves.toEqual({ type: 'accepted', activationId: 'id-1' });
    await settle();
    expect(activations.records.get('id-1')).toMatchObject({ response: { statusCode: 0 } });
  });

  it('that waits long enough has its id; the composition goes on', async () => {
    const { invoke, scheduler, activations, time } = setUpScript({ action: 'a' });
    const { answer } = scheduler;
    let held: Sent | undefined;
    scheduler.answer = (sent) => (sent.message.action.name.name === 'a' ? (held = sent) : answer?.(sent));
    const outcome = invoke('k', { waitMs: 300 });
    await settle();
    time.pass(300);
    await expect(outcome).resolves.toEqual({ type: 'accepted', activationId: 'id-1' });
    if (held) echo(held);
    await settle();
    expect(activations.records.get('id-1')?.logs).toEqual(['id-2', 'id-3', 'id-4']);
  });

  it('is refused at once if its kind is deprecated', async () => {
    const { invoke, put } = setUpScript();
    const exec = { type: 'code', kind: 'nodejs:6', binary: false } as const;
    put('k', { exec, annotations: [{ key: 'conductor', value: true }] });
    await expect(invoke('k')).rejects.toMatchObject({ code: 'kindDeprecated' });
  });

  it('is whom its actions run for', async () => {
    const { run, scheduler } = setUpScript({ action: 'a' });
    const other = { ...caller, subject: 'other-subject' };
    await run({ caller: other });
    expect(scheduler.sent.every(({ message }) => message.caller === other)).toBe(true);
  });
});
