import type { Exchange, Reply } from './exchange';
import { MAX_IN_LINE, RunLine } from './run-line';

const CALL = { timeout: 60_000, maxBytes: 1000, truncation: 10 };
const controller = {} as Parameters<Exchange['onResponseStart']>[0];

function lineUnderTest() {
  const sent: Exchange[] = [];
  const events: string[] = [];
  const replies: (string | undefined)[] = [];
  let begun: number | undefined = 1;
  const time = { now: 1 };
  const line = new RunLine({
    send: (_body, exchange) => void sent.push(exchange),
    withdraw: async (upto) => (events.push(`withdraw ${upto}`), begun),
    onOverdue: () => void events.push('overdue'),
    onBroken: async () => void events.push('broken'),
    now: () => time.now,
  });
  const run = () => {
    const at = replies.push(undefined) - 1;
    void line.run('{}', CALL).then((reply: Reply) => (replies[at] = reply.type));
  };
  const answer = (at: number) => {
    sent[at]?.onResponseStart(controller, 200);
    sent[at]?.onResponseEnd();
  };
  const fail = (at: number) => sent[at]?.onResponseError(controller, new Error('gone'));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { line, sent, events, replies, run, answer, fail, settle, time, setBegun: (to?: number) => (begun = to) };
}

describe('RunLine', () => {
  it('sends each run at once and tells answers in order', async () => {
    const { run, sent, answer, replies, settle } = lineUnderTest();
    run();
    run();
    expect(sent).toHaveLength(2);
    answer(0);
    await settle();
    expect(replies).toEqual(['answered', undefined]);
    answer(1);
    await settle();
    expect(replies).toEqual(['answered', 'answered']);
  });

  it('has room for so many', () => {
    const { line, run } = lineUnderTest();
    expect(line.room).toBe(MAX_IN_LINE);
    for (let n = 0; n < MAX_IN_LINE; n += 1) run();
    expect(line.room).toBe(0);
  });

  it('knows that only the first had begun when the connection breaks, whoever of them is told first', async () => {
    const { line, run, fail, replies, events, settle } = lineUnderTest();
    for (let n = 0; n < 3; n += 1) run();
    fail(2);
    run();
    await settle();
    expect(replies).toEqual(['disconnected', 'not-run', 'not-run', 'not-run']);
    expect([line.room, events]).toEqual([0, ['broken']]);
  });

  it('takes a run for begun when the answer to the one before had begun to arrive', async () => {
    const { run, sent, fail, replies, settle } = lineUnderTest();
    for (let n = 0; n < 3; n += 1) run();
    sent[0]?.onResponseStart(controller, 200);
    fail(0);
    await settle();
    expect(replies).toEqual(['disconnected', 'disconnected', 'not-run']);
  });

  it('takes back what the runtime says has not begun', async () => {
    const { line, run, replies, events, answer, settle, setBegun, time } = lineUnderTest();
    for (let n = 0; n < 3; n += 1) run();
    line.look();
    time.now += 200;
    expect(line.room).toBe(0);
    setBegun(2);
    line.look();
    line.look();
    await settle();
    expect([replies, events]).toEqual([[undefined, undefined, 'not-run'], ['withdraw 3']]);
    answer(0);
    answer(1);
    answer(2);
    await settle();
    expect(replies).toEqual(['answered', 'answered', 'not-run']);
    expect(line.room).toBe(MAX_IN_LINE);
  });

  it('leaves them where they are if the runtime does not say', async () => {
    const { line, run, replies, settle, setBegun, time } = lineUnderTest();
    run();
    run();
    time.now += 200;
    setBegun(undefined);
    line.look();
    await settle();
    expect(replies).toEqual([undefined, undefined]);
  });

  it('has the runtime killed when the time of a run is over; the others have not begun', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    const { run, replies, events, fail, settle } = lineUnderTest();
    run();
    run();
    jest.advanceTimersByTime(CALL.timeout + 20);
    await settle();
    expect([replies, events]).toEqual([['timed-out', undefined], ['overdue']]);
    fail(0);
    await settle();
    expect([replies, events]).toEqual([
      ['timed-out', 'not-run'],
      ['overdue', 'broken'],
    ]);
    jest.useRealTimers();
  });
});
