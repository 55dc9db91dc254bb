import type { CollectedLogs, RuntimeAnswer } from '@whisker/container-pool';
import { defaultSystemLimits, type RunnableAction } from '@whisker/entities';
import { action, runOne, startInvoker } from './testing/builders';
import { answered, disconnected, logLine, timedOut } from './testing/fake-container';

const some: CollectedLogs = {
  lines: [logLine('hello'), logLine('oops', 'stderr')],
  truncated: false,
  incomplete: false,
};
const HELLO = '2024-01-02T03:04:05.123000000Z stdout: hello';
const OOPS = '2024-01-02T03:04:05.123000000Z stderr: oops';
/** The time of the clock of the tests. */
const REMARK = '2023-11-14T22:13:20.000000000Z stderr: ';

interface Given {
  readonly logs?: CollectedLogs | Error;
  readonly answer?: RuntimeAnswer;
  readonly action?: Partial<RunnableAction>;
}

async function run({ logs = some, answer = answered('{}'), action: over = {} }: Given) {
  const all = await startInvoker({ limits: { ...defaultSystemLimits, concurrency: { min: 1, std: 1, max: 10 } } });
  all.entities.put(action(over), 'r1', 'code');
  all.pool.prepare = ({ container }) => {
    container.logs = logs;
    container.runAnswer = answer;
  };
  return { ...all, ...(await runOne(all)) };
}

const limits = (over: object) => ({ limits: { ...action().limits, ...over } });

describe('logs of a run', () => {
  it('stand in the record', async () => {
    expect((await run({})).record.logs).toEqual([HELLO, OOPS]);
  });

  it('are not sent with the result', async () => {
    const { acknowledgement, record } = await run({});
    expect(acknowledgement?.record).toEqual({ ...record, logs: [] });
  });

  it('are collected before the container is given back', async () => {
    const all = await startInvoker();
    let released: readonly string[] = ['unknown'];
    all.pool.prepare = (lease) => {
      lease.container.logs = () => {
        released = [...lease.calls];
        return some;
      };
    };
    await runOne(all);
    expect(released).toEqual([]);
  });

  it('are cut at the limit of the action, with a remark', async () => {
    const { record, pool } = await run({ logs: { ...some, truncated: true }, action: limits({ logs: 2 }) });
    expect(pool.last.container.collections).toEqual([{ limitBytes: 2_097_152, waitForMark: true }]);
    const remark = `${REMARK}Logs were truncated because the total bytes size exceeds the limit of 2097152 bytes.`;
    expect(record.logs).toEqual([HELLO, OOPS, remark]);
  });

  it('that may not be complete have a remark', async () => {
    const { record } = await run({ logs: { ...some, incomplete: true } });
    expect(record.logs.at(-1)).toBe(`${REMARK}There was an issue while collecting your logs. Data might be missing.`);
  });

  it('that cannot be collected do not fail the run', async () => {
    const { record, pool } = await run({ logs: new Error('pipe is gone') });
    expect(record.logs).toEqual([`${REMARK}There was an issue while collecting your logs. Data might be missing.`]);
    expect(record.response.statusCode).toBe(0);
    expect(pool.last.calls).toEqual(['release keep']);
  });

  it('of a developer error have a remark', async () => {
    const { record } = await run({ answer: answered('{"error":"boom"}', 502) });
    const remark = `${REMARK}The action did not initialize or run as expected. Log data might be missing.`;
    expect(record.logs).toEqual([HELLO, OOPS, remark]);
  });

  it('of a developer error have none if so configured', async () => {
    const all = await startInvoker({ developerErrorRemark: false });
    all.pool.prepare = ({ container }) => {
      container.logs = some;
      container.runAnswer = answered('{"error":"boom"}', 502);
    };
    expect((await runOne(all)).record.logs).toEqual([HELLO, OOPS]);
  });

  it('of an application error have none', async () => {
    expect((await run({ answer: answered('{"error":"sad"}') })).record.logs).toEqual([HELLO, OOPS]);
  });

  it('have all remarks in this order', async () => {
    const { record } = await run({ logs: { lines: [], truncated: true, incomplete: true }, answer: timedOut });
    expect(record.logs.map((line) => line.slice(REMARK.length, REMARK.length + 14))).toEqual([
      'Logs were trun',
      'There was an i',
      'The action did',
    ]);
  });
});

describe('the end mark of the logs', () => {
  it.each<[string, Given, boolean]>([
    ['is waited for', {}, true],
    ['is waited for after a failure the runtime told', { answer: answered('{"error":1}', 502) }, true],
    ['is not waited for if the runtime ended', { answer: disconnected() }, false],
    ['is not waited for after a timeout', { answer: timedOut }, false],
    ['is not waited for where runs overlap', { action: limits({ concurrency: 5 }) }, false],
    [
      'is not waited for in an image of the user',
      { action: { exec: { type: 'blackbox', kind: 'blackbox', image: 'me/mine', binary: false, hasCode: false } } },
      false,
    ],
  ])('%s', async (_, given, waitForMark) => {
    const { pool } = await run(given);
    expect(pool.last.container.collections).toEqual([{ limitBytes: 10_485_760, waitForMark }]);
  });
});

describe('an action without logs', () => {
  it('has none, whatever it wrote and however it ended', async () => {
    const { record } = await run({ logs: { ...some, truncated: true }, answer: timedOut, action: limits({ logs: 0 }) });
    expect(record.logs).toEqual([]);
  });

  it('does not let its output pile up in the container', async () => {
    const { pool } = await run({ action: limits({ logs: 0 }) });
    expect(pool.last.container.collections).toEqual([{ limitBytes: 0, waitForMark: false }]);
  });
});
