import { Json, type Activation } from '@whisker/entities';
import { InMemoryOwedRecords } from '@whisker/testing';
import { storeOwedRecords } from './store-owed-records';
import { annotationsOf, echo, resultOf, setUpComposed, setUpScript } from './testing/composed';
import { FakeActivations, settle } from './testing/fakes';

const TEXT = 'The platform stopped before the activation ended.';
const draftOf = (owed: InMemoryOwedRecords, id = 'id-1') => owed.drafts.get(id) as Activation;

describe('the record of a sequence', () => {
  const setUp = () => setUpComposed({ sequences: { s: ['a', 'b'], outer: ['s', 'c'] } });

  it('is promised before its id is told, and settled once it is stored', async () => {
    const { invoke, owed, scheduler, activations } = setUp();
    expect(await invoke('s', { blocking: false })).toEqual({ type: 'accepted', activationId: 'id-1' });
    expect(draftOf(owed)).toMatchObject({
      name: 's',
      start: expect.any(Number),
      logs: [],
      response: { statusCode: 3 },
    });
    expect(resultOf(draftOf(owed))).toEqual({ error: TEXT });
    expect(annotationsOf(draftOf(owed))).toMatchObject({ topmost: true, path: 'guest/s', kind: 'sequence' });
    await settle();
    scheduler.answer = echo;
    echo(scheduler.last);
    await settle();
    expect(activations.records.get('id-1')?.response.statusCode).toBe(0);
    expect(owed.drafts.size).toBe(0);
  });

  it('names the components that ran so far', async () => {
    const { invoke, owed, scheduler } = setUp();
    await invoke('s', { blocking: false });
    await settle();
    echo(scheduler.last);
    await settle();
    expect(draftOf(owed).logs).toEqual(['id-2']);
  });

  it('is not promised to those who are told it with its record', async () => {
    const { invoke, owed, scheduler } = setUp();
    scheduler.answer = echo;
    expect(await invoke('outer')).toMatchObject({ type: 'completed' });
    expect(owed.promised).toBe(0);
  });

  it('is promised to those whose wait ends first, with what is known by then', async () => {
    const { invoke, owed, scheduler, time } = setUp();
    const outcome = invoke('s', { waitMs: 1000 });
    await settle();
    echo(scheduler.last);
    await settle();
    time.pass(1000);
    expect(await outcome).toEqual({ type: 'accepted', activationId: 'id-1' });
    expect(draftOf(owed).logs).toEqual(['id-2']);
  });

  it('that cannot be promised is not begun, and its id not told', async () => {
    const { invoke, owed, scheduler, faults } = setUp();
    owed.failure = new Error('disk full');
    await expect(invoke('s', { blocking: false })).rejects.toMatchObject({ code: 'unavailable' });
    await settle();
    expect(scheduler.sent).toEqual([]);
    expect(faults).toEqual([owed.failure]);
  });

  it('stays promised if it cannot be stored', async () => {
    const { invoke, owed, scheduler, activations, time } = setUp();
    scheduler.answer = echo;
    activations.failures = 5;
    await invoke('s', { blocking: false });
    for (let i = 0; i < 5; i += 1) {
      await settle();
      time.pass(3000);
    }
    expect(activations.failures).toBe(0);
    expect([...owed.drafts.keys()]).toEqual(['id-1']);
  });

  it('is not promised where records of failures are not wanted', async () => {
    const all = setUpComposed({ sequences: { s: ['a'] } }, { storePolicy: { shouldStore: () => false } });
    await all.invoke('s', { blocking: false });
    expect(all.owed.promised).toBe(0);
  });
});

it('the record of a composition is promised, too', async () => {
  const { invoke, owed } = setUpScript({ action: 'a' });
  await invoke('k', { blocking: false });
  expect(annotationsOf(draftOf(owed))).toMatchObject({ path: 'guest/k', conductor: true });
});

describe('what an earlier process owed', () => {
  const draft = { namespace: 'guest', activationId: 'id-1', response: { statusCode: 3, result: Json.of({}) } };

  async function setUpOwed() {
    const owed = new InMemoryOwedRecords();
    const activations = new FakeActivations();
    await owed.owe(draft as Activation);
    owed.restart();
    return { owed, activations };
  }

  it('is stored and settled', async () => {
    const all = await setUpOwed();
    expect(await storeOwedRecords(all)).toBe(1);
    expect(all.activations.records.get('id-1')).toBe(draft);
    expect(all.owed.drafts.size).toBe(0);
  });

  it('is only settled if there is a record', async () => {
    const all = await setUpOwed();
    const stored = { ...draft, name: 'better' } as unknown as Activation;
    all.activations.records.set('id-1', stored);
    expect(await storeOwedRecords(all)).toBe(0);
    expect(all.activations.records.get('id-1')).toBe(stored);
    expect(all.owed.drafts.size).toBe(0);
  });

  it('is owed on if the store fails', async () => {
    const all = await setUpOwed();
    all.activations.failures = 1;
    await expect(storeOwedRecords(all)).rejects.toThrow('store is down');
    expect(all.owed.drafts.size).toBe(1);
    expect(await storeOwedRecords(all)).toBe(1);
  });
});
