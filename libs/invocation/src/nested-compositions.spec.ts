import type { Activation } from '@whisker/entities';
import { annotationsOf, answerBy, completedBy, resultOf, setUpComposed, setUpScript } from './testing/composed';

const TOO_LONG = 'Too many actions in the composition.';
const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `id-${from + i}`);

describe('a composition without end', () => {
  /** A conductor that asks for `a` until it is told an error. */
  const insisting = (deaf: boolean) =>
    answerBy({ k: (given) => ('error' in given && !deaf ? { params: given } : { action: 'a', state: { s: 1 } }) });

  it('has fifty actions and is told then {errors.7.20}', async () => {
    const { run, scheduler } = setUpScript();
    scheduler.answer = insisting(false);
    const record = await run();
    expect([record.response.statusCode, resultOf(record)]).toEqual([0, { error: TOO_LONG, s: 1 }]);
    expect(record.logs).toEqual(ids(2, 103));
    expect(scheduler.sent.filter(({ message }) => message.action.name.name === 'a')).toHaveLength(50);
  });

  it('has its conductor run a hundred and one times at most {errors.7.20}', async () => {
    const { run, scheduler } = setUpScript();
    scheduler.answer = insisting(true);
    const record = await run();
    expect([record.response.statusCode, resultOf(record)]).toEqual([1, { error: TOO_LONG }]);
    expect(record.logs).toEqual(ids(2, 152));
    expect(scheduler.sent.filter(({ message }) => message.action.name.name === 'k')).toHaveLength(101);
  });

  it('shares both with those nested in it, and in their sequences', async () => {
    const { run, scheduler, put } = setUpScript();
    put('s', { exec: { type: 'sequence', kind: 'sequence', components: [{ namespace: 'guest', name: 'k' }] } });
    scheduler.answer = answerBy({ k: () => ({ action: 's' }) });
    const record = await run();
    const conductors = scheduler.sent.filter(({ message }) => message.action.name.name === 'k');
    expect([record.response.statusCode, conductors.length, scheduler.sent.length]).toEqual([1, 101, 101]);
  });
});

describe('a composition of sequences and compositions', () => {
  it('runs a sequence as one action with a record of its own', async () => {
    const { run, activations } = setUpScript({ action: 's', params: { x: 1 } });
    const record = await run();
    expect(resultOf(record)).toEqual({ by: 'b' });
    expect(record).toMatchObject({ logs: ['id-2', 'id-3', 'id-6'], duration: 40 });
    const sequence = activations.records.get('id-3') as Activation;
    expect(sequence).toMatchObject({ name: 's', cause: 'id-1', logs: ['id-4', 'id-5'] });
    expect(annotationsOf(sequence)).toMatchObject({ topmost: false, causedBy: 'sequence' });
    expect(annotationsOf(sequence)).not.toHaveProperty('conductor');
  });

  it('counts a sequence as one action, and gives each its own fifty', async () => {
    const { run, scheduler, put } = setUpScript();
    const components = Array.from({ length: 50 }, () => ({ namespace: 'guest', name: 'a' }));
    put('s', { exec: { type: 'sequence', kind: 'sequence', components } });
    let asked = 0;
    scheduler.answer = answerBy({ k: () => ((asked += 1) > 2 ? {} : { action: 's' }), a: () => ({}) });
    expect((await run()).response.statusCode).toBe(0);
    expect(scheduler.sent.filter(({ message }) => message.action.name.name === 'a')).toHaveLength(100);
  });

  it('runs a composition below it', async () => {
    const { run, scheduler, activations } = setUpScript();
    let asked = 0;
    scheduler.answer = answerBy({
      k: (given) => ((asked += 1) === 1 ? { action: 'inner' } : given),
      inner: () => ({ i: 1 }),
    });
    const record = await run();
    expect([resultOf(record), record.logs]).toEqual([{ i: 1 }, ['id-2', 'id-3', 'id-5']]);
    const inner = activations.records.get('id-3') as Activation;
    expect(inner).toMatchObject({ name: 'inner', cause: 'id-1', logs: ['id-4'] });
    expect(annotationsOf(inner)).toMatchObject({ topmost: false, causedBy: 'sequence', conductor: true });
  });

  it('is itself one action of a sequence, which stops at its error', async () => {
    const all = setUpComposed({ conductors: ['k'], sequences: { outer: ['a', 'k', 'b'] } });
    all.scheduler.answer = answerBy({ k: () => ({ params: { error: 'given' } }) });
    const outer = completedBy(await all.invoke('outer'));
    expect(outer).toMatchObject({ response: { statusCode: 0 }, logs: ['id-2', 'id-3'] });
    expect(resultOf(outer)).toEqual({ error: 'given' });
    expect(all.activations.records.get('id-3')).toMatchObject({ cause: 'id-1', logs: ['id-4'] });
  });
});
