import { refuse } from '@whisker/entities';
import { call, recordOf, setUp } from './testing/builders';
import { settle } from './testing/fakes';

const ACCEPTED = { type: 'accepted', activationId: 'id-1' };

/** A call that was sent and waits. */
async function waiting(waitMs = 60_000, over: Parameters<typeof setUp>[0] = {}) {
  const all = setUp(over);
  const outcome = all.invoker.invoke(call({ waitMs }));
  await settle();
  const record = recordOf(all.scheduler.last.message);
  const pass = async (ms: number) => {
    all.time.pass(ms);
    await settle();
  };
  return { ...all, outcome, record, pass };
}

describe('a wait', () => {
  it('that ends first accepts the call; the run goes on {limits.5.1}', async () => {
    const { outcome, pass, scheduler, record, time } = await waiting(300);
    await pass(300);
    await expect(outcome).resolves.toEqual(ACCEPTED);
    scheduler.last.succeed(record);
    await settle();
    expect(time.pending).toBe(0);
  });

  it('that ends first tells the id only after the message is safe', async () => {
    const { outcome, pass, scheduler } = await waiting(300);
    expect(scheduler.secured).toBe(0);
    await pass(300);
    await outcome;
    expect(scheduler.secured).toBe(1);
  });

  it('does not end a moment too early', async () => {
    const { outcome, pass, scheduler, record } = await waiting(300);
    await pass(299);
    scheduler.last.succeed(record);
    await expect(outcome).resolves.toEqual({ type: 'completed', activation: record });
  });

  it('has one timer', async () => {
    const { time } = await waiting();
    expect(time.pending).toBe(1);
  });

  it('of a short time never asks the store', async () => {
    const { pass, activations } = await waiting(15_000);
    await pass(15_000);
    expect(activations.looks).toEqual([]);
  });
});

describe('a lost acknowledgement', () => {
  it('is made up for by a look into the store now and then', async () => {
    const { outcome, pass, activations, record, time } = await waiting();
    await pass(15_000);
    expect(activations.looks).toEqual(['guest/id-1']);
    activations.records.set('id-1', record);
    await pass(15_000);
    await expect(outcome).resolves.toEqual({ type: 'completed', activation: record });
    expect(time.pending).toBe(0);
  });

  it('ends in 202 if there is no record either', async () => {
    const { outcome, pass, activations } = await waiting();
    for (let i = 0; i < 4; i += 1) await pass(15_000);
    await expect(outcome).resolves.toEqual(ACCEPTED);
    expect(activations.looks).toHaveLength(3);
  });

  it('does not hold up the end of the wait if the store does not answer', async () => {
    const { outcome, pass, activations } = await waiting();
    activations.get = () => new Promise(() => undefined);
    for (let i = 0; i < 4; i += 1) await pass(15_000);
    await expect(outcome).resolves.toEqual(ACCEPTED);
  });

  it('is not made up for by a store that fails', async () => {
    const { outcome, pass, activations } = await waiting();
    activations.failure = new Error('store is down');
    for (let i = 0; i < 4; i += 1) await pass(15_000);
    await expect(outcome).resolves.toEqual(ACCEPTED);
  });

  it('is not looked for if so configured', async () => {
    const { outcome, pass, activations } = await waiting(60_000, { pollStore: false });
    await pass(60_000);
    await expect(outcome).resolves.toEqual(ACCEPTED);
    expect(activations.looks).toEqual([]);
  });

  it('is looked for as often as configured', async () => {
    const { pass, activations } = await waiting(1000, { pollEveryMs: 400 });
    await pass(400);
    await pass(400);
    expect(activations.looks).toHaveLength(2);
  });
});

describe('a record that was too large for the bus', () => {
  it('is read from the store', async () => {
    const { outcome, scheduler, activations, record } = await waiting();
    activations.records.set('id-1', record);
    scheduler.last.succeed(undefined);
    await expect(outcome).resolves.toEqual({ type: 'completed', activation: record });
  });

  it('is awaited there, even if the store is not polled otherwise', async () => {
    const { outcome, scheduler, activations, record, pass } = await waiting(60_000, { pollStore: false });
    scheduler.last.succeed(undefined);
    await settle();
    activations.records.set('id-1', record);
    await pass(1000);
    await expect(outcome).resolves.toEqual({ type: 'completed', activation: record });
  });
});

describe('an activation given up by the scheduler', () => {
  it.each([refuse.internal(), refuse.unavailable()])('is looked for once, then accepted', async (reason) => {
    const { outcome, scheduler, activations, time } = await waiting();
    scheduler.last.fail(reason);
    await expect(outcome).resolves.toEqual(ACCEPTED);
    expect([activations.looks.length, time.pending]).toEqual([1, 0]);
  });

  it('may have its record', async () => {
    const { outcome, scheduler, activations, record } = await waiting();
    activations.records.set('id-1', record);
    scheduler.last.fail(refuse.internal());
    await expect(outcome).resolves.toEqual({ type: 'completed', activation: record });
  });
});
