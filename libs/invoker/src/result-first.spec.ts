import { action, message, runOne, startInvoker } from './testing/builders';
import { logLine, noLogs } from './testing/fake-container';

async function startResultFirst() {
  const all = await startInvoker({ recordBeforeAck: false });
  all.pool.prepare = ({ container }) => {
    container.logs = () => {
      all.events.push('logs');
      return { ...noLogs, lines: [logLine('hello')] };
    };
  };
  return all;
}

describe('an invoker that tells the result first', () => {
  it('tells it before logs, then frees the slot, then stores', async () => {
    const all = await startResultFirst();
    await runOne(all);
    expect(all.events).toEqual(['started a', 'result a', 'logs', 'done a', 'store a', 'finished a']);
  });

  it('sends the record once, without logs', async () => {
    const all = await startResultFirst();
    const { record } = await runOne(all);
    const [result, done] = all.bus.acknowledgements.map(({ message: sent }) => sent);
    expect(result).toMatchObject({ slotFree: false, systemError: false });
    expect(result?.record).toEqual({ ...record, logs: [] });
    expect(record.logs).toHaveLength(1);
    expect(done).toEqual({ activationId: record.activationId, invoker: 0, systemError: false, slotFree: true });
  });

  it('frees the slot of a call nobody waits for once the container is free', async () => {
    const all = await startResultFirst();
    await runOne(all, message({ blocking: false }));
    expect(all.events).toEqual(['started a', 'logs', 'done a', 'store a', 'finished a']);
    expect(all.bus.acknowledgements[0]?.message).not.toHaveProperty('record');
  });

  it('says both at once if there are no logs to collect', async () => {
    const all = await startResultFirst();
    all.entities.put(action({ limits: { ...action().limits, logs: 0 } }), 'r1', 'code');
    const { record } = await runOne(all);
    expect(all.bus.acknowledgements.map(({ message: sent }) => sent)).toMatchObject([{ slotFree: true, record }]);
  });

  it('says both at once if there was no run', async () => {
    const all = await startResultFirst();
    all.pool.failure = new Error('docker is down');
    const { record } = await runOne(all);
    expect(all.bus.acknowledgements.map(({ message: sent }) => sent)).toMatchObject([
      { slotFree: true, systemError: true, record },
    ]);
    expect(all.events).toEqual(['started a', 'done a', 'store a', 'finished a']);
  });
});
