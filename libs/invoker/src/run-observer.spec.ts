import type { Activation } from '@whisker/entities';
import type { RunTimings } from './run-observer';
import { message, NOW, runOne, startInvoker } from './testing/builders';
import { answered } from './testing/fake-container';

async function startObserved() {
  const ran: [Activation, RunTimings][] = [];
  const notRun: Activation[] = [];
  const observer = {
    ran: (record: Activation, timings: RunTimings) => void ran.push([record, timings]),
    notRun: (record: Activation) => void notRun.push(record),
  };
  return { ...(await startInvoker({ observer })), ran, notRun };
}

describe('observer', () => {
  it('is told of a hot run', async () => {
    const all = await startObserved();
    const { record } = await runOne(all);
    expect(all.ran).toEqual([[record, { startKind: 'hot', queueMs: 30, containerMs: 0, runMs: 5 }]]);
    expect(all.notRun).toEqual([]);
  });

  it('is told where the time of a cold one went', async () => {
    const all = await startObserved();
    all.pool.starts = ['cold'];
    all.pool.prepare = (lease) => (lease.containerMs = 12);
    await runOne(all);
    expect(all.ran[0]?.[1]).toEqual({ startKind: 'cold', queueMs: 18, containerMs: 12, initMs: 5, runMs: 5 });
  });

  it('is told that there was no /run', async () => {
    const all = await startObserved();
    all.pool.starts = ['prewarm'];
    all.pool.prepare = ({ container }) => (container.initAnswer = answered('', 500));
    await runOne(all);
    expect(all.ran[0]?.[1]).toEqual({ startKind: 'prewarm', queueMs: 30, containerMs: 0, initMs: 5 });
  });

  it('is told of activations that did not run', async () => {
    const all = await startObserved();
    const { record } = await runOne(all, message({ startBy: NOW - 1 }));
    expect([all.ran, all.notRun]).toEqual([[], [record]]);
  });

  it('that fails does no harm', async () => {
    const failing = () => {
      throw new Error('metrics are down');
    };
    const all = await startInvoker({ observer: { ran: failing } });
    const { record } = await runOne(all);
    expect(record.response.statusCode).toBe(0);
    expect([all.bus.acknowledgements.length, all.logged]).toEqual([1, ['error run observer failed']]);
  });
});
