import { ContainerError, ContainerPool, type RuntimeAnswer } from '@whisker/container-pool';
import { answerOf, FakeDriver, ManualClock, ManualTimers } from '@whisker/container-pool/testing';
import { Json } from '@whisker/entities';
import fc from 'fast-check';
import { action, message, NOW, setUp } from './testing/builders';
import type { RunTimings } from './run-observer';

/** An invoker on a real pool of fake containers. */
async function startOnPool(memoryMb = 1024) {
  const driver = new FakeDriver();
  const clock = new ManualClock(NOW);
  const pool = new ContainerPool({
    driver,
    memoryMb,
    clock: () => clock.now(),
    timers: new ManualTimers(clock),
    maxWaiting: 256,
  });
  const starts: string[] = [];
  const observer = { ran: (_record: unknown, { startKind }: RunTimings) => void starts.push(startKind) };
  const all = setUp({ pool, observer });
  await all.invoker.start();
  const deliver = (id: string, name = 'hello') =>
    all.bus.deliver(
      message({ activationId: id, action: { name: { namespace: 'guest', name }, version: '0.0.3', revision: 'r1' } }),
    );
  return { ...all, driver, containers: pool, starts, deliver };
}

describe('an invoker and its pool', () => {
  it('start cold once and then hot', async () => {
    const { deliver, driver, starts } = await startOnPool();
    for (const id of ['1', '2', '3']) await deliver(id);
    expect(starts).toEqual(['cold', 'hot', 'hot']);
    expect(driver.containers.map(({ inits, runs }) => [inits.length, runs.length])).toEqual([[1, 3]]);
    expect(driver.violations).toEqual([]);
  });

  it('do not run an activation in a container that was given other init parameters', async () => {
    const { bus, driver, starts } = await startOnPool();
    const deliver = (activationId: string, S: string) =>
      bus.deliver(message({ activationId, content: Json.of({ S, x: activationId }), initParameters: ['S'] }));
    await deliver('1', 'text');
    await deliver('2', 'text');
    await deliver('3', 'payload');
    await deliver('4', 'text');
    expect(starts).toEqual(['cold', 'hot', 'cold', 'hot']);
    expect(driver.containers.map(({ inits, runs }) => [inits[0]?.env['S'], runs.length])).toEqual([
      ['text', 3],
      ['payload', 1],
    ]);
  });

  it('throw away a container that failed', async () => {
    const { deliver, driver, starts } = await startOnPool();
    driver.behaviour.run = () => ({ type: 'disconnected', ms: 1, outOfMemory: false });
    for (const id of ['1', '2']) await deliver(id);
    expect(starts).toEqual(['cold', 'cold']);
    expect(driver.alive).toEqual([]);
  });

  it('run as many at a time as there is memory for, and the others after', async () => {
    const { deliver, driver, activations } = await startOnPool(512);
    let running = 0;
    let most = 0;
    driver.behaviour.run = async () => {
      most = Math.max(most, (running += 1));
      for (let i = 0; i < 20; i += 1) await Promise.resolve();
      running -= 1;
      return answerOf('{}');
    };
    await Promise.all(Array.from({ length: 10 }, (_, id) => deliver(String(id))));
    expect([most, activations.records.size]).toEqual([2, 10]);
  });
});

const answers = fc.constantFrom<RuntimeAnswer | Error>(
  answerOf('{}'),
  answerOf('{"error":1}'),
  answerOf('5'),
  { type: 'answered', status: 503, body: '', size: 0, ms: 1 },
  { type: 'answered', status: 502, body: '{"error":"x"}', size: 13, ms: 1 },
  { type: 'timed-out', ms: 1 },
  { type: 'disconnected', ms: 1, outOfMemory: true },
  new ContainerError('lost'),
);

const course = fc.array(
  fc.record({
    name: fc.constantFrom('hello', 'other', 'missing'),
    init: answers,
    run: answers,
    creates: fc.boolean(),
    hops: fc.nat(6),
  }),
  { minLength: 1, maxLength: 25 },
);

describe('any course of answers and faults', () => {
  it('gives every activation one record and one acknowledgement, and every container back', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (steps) => {
        const all = await startOnPool(512);
        all.entities.put(action({ name: { namespace: 'guest', name: 'other' } }), 'r1', 'code');
        const { behaviour } = all.driver;
        let turn = 0;
        const answer = async (phase: 'init' | 'run') => {
          const step = steps[turn++ % steps.length] as (typeof steps)[number];
          for (let i = 0; i < step.hops; i += 1) await Promise.resolve();
          if (step[phase] instanceof Error) throw step[phase];
          return step[phase];
        };
        behaviour.init = () => answer('init');
        behaviour.run = () => answer('run');
        const ids = steps.map((_, i) => String(i));
        await Promise.all(
          steps.map(({ name, creates }, i) => {
            if (!creates) all.driver.creates.failNext(new ContainerError('docker is down'));
            return all.deliver(String(i), name);
          }),
        );
        expect([...all.activations.records.keys()].sort()).toEqual([...ids].sort());
        expect(all.activations.attempts).toBe(steps.length);
        expect(all.bus.acknowledgements.map(({ message: sent }) => sent.activationId).sort()).toEqual([...ids].sort());
        expect(all.bus.acknowledgements.every(({ message: sent }) => sent.slotFree)).toBe(true);
        expect(all.journal.entries.size).toBe(0);
        expect(all.containers.snapshot()).toMatchObject({ active: 0, waiting: 0 });
        expect(all.driver.violations).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
