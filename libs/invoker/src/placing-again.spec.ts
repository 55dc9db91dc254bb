import { resultOf, runOne, startInvoker } from './testing/builders';
import { answered } from './testing/fake-container';

const shuttingDown = answered('', 503);

describe('a container that is shutting down', () => {
  it('at /run has the activation run in another one {runtime-contract.1.answers.6}', async () => {
    const all = await startInvoker();
    all.pool.prepare = ({ container }, count) =>
      (container.runAnswer = count === 1 ? shuttingDown : answered('{"a":1}'));
    const { record } = await runOne(all);
    expect(resultOf(record)).toEqual({ a: 1 });
    expect(all.pool.leases.map(({ calls }) => calls)).toEqual([['release destroy'], ['release keep']]);
    expect(all.events.filter((event) => event.startsWith('started'))).toHaveLength(1);
    expect(all.events.filter((event) => event.startsWith('store'))).toHaveLength(1);
  });

  it('at /init has it initialised in another one {runtime-contract.1.answers.6}', async () => {
    const all = await startInvoker();
    all.pool.starts = ['cold'];
    all.pool.prepare = ({ container }, count) => {
      if (count === 1) container.initAnswer = shuttingDown;
    };
    const { record } = await runOne(all);
    expect(record.response.statusCode).toBe(0);
    expect(all.pool.leases.map(({ calls }) => calls)).toEqual([
      ['initFailed', 'release destroy'],
      ['initialised 5', 'release keep'],
    ]);
  });

  it('again and again is given up', async () => {
    const all = await startInvoker();
    all.pool.prepare = ({ container }) => (container.runAnswer = shuttingDown);
    const { record } = await runOne(all);
    expect(record.response.statusCode).toBe(3);
    expect(resultOf(record)).toEqual({ error: 'Failed to provision resources to run the action.' });
    expect(all.pool.leases).toHaveLength(3);
    expect(all.journal.entries.size).toBe(0);
  });
});
