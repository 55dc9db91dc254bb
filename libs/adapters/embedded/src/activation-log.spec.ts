import { readFileSync } from 'node:fs';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { ActivationLog } from './activation-log';
import type { LogTarget, TakenIn } from './activation-table';
import type { ActivationThread } from './activation-thread';

const path = pathsIn(temporaryFolder());

/** A thread that answers when it is told to. */
class FakeThread {
  readonly targets: LogTarget[] = [];
  readonly #open: { resolve: (taken: TakenIn) => void; reject: (error: Error) => void }[] = [];
  #total = 0;

  readonly call = ((what: string, argument: unknown) => {
    if (what === 'recover') return Promise.resolve({ total: 0, ignored: [], damaged: 0 });
    this.targets.push(argument as LogTarget);
    return new Promise<TakenIn>((resolve, reject) => this.#open.push({ resolve, reject }));
  }) as unknown as ActivationThread['call'];

  async answer(lines: number): Promise<void> {
    this.#total += lines;
    this.#open.shift()?.resolve({ total: this.#total, ignored: [], damaged: 0 });
    await Promise.resolve();
  }

  async fail(): Promise<void> {
    this.#open.shift()?.reject(new Error('database or disk is full'));
    await new Promise(setImmediate);
  }
}

async function open() {
  const thread = new FakeThread();
  const errors: string[] = [];
  const planned: { ms: number; call: () => void }[] = [];
  const prefix = path('log.');
  const log = await ActivationLog.open(prefix, {
    thread,
    onTakenIn: () => undefined,
    onError: ({ message }) => errors.push(message),
    after(ms, call) {
      const entry = { ms, call };
      planned.push(entry);
      return () => void planned.splice(planned.indexOf(entry), 1);
    },
  });
  const elapse = () => planned.shift()?.call();
  return { thread, errors, planned, prefix, log, elapse };
}

describe('ActivationLog', () => {
  it('tells the thread a little later, once for all lines until then', async () => {
    const { thread, planned, log, elapse } = await open();
    await log.append('one');
    await log.append('two');
    expect(thread.targets).toEqual([]);
    expect(planned.map(({ ms }) => ms)).toEqual([100]);
    elapse();
    expect(thread.targets).toEqual([{ segment: 1, upto: 8, last: false }]);
    expect(planned).toEqual([]);
  });

  it('tells it at once of many lines, and when somebody asks', async () => {
    const { thread, planned, log } = await open();
    await Promise.all(Array.from({ length: 1_000 }, () => log.append('x')));
    expect(thread.targets).toEqual([{ segment: 1, upto: 2_000, last: false }]);
    expect(planned).toEqual([]);
    await log.append('y');
    log.takeInAll();
    log.takeInAll();
    expect(thread.targets.slice(1)).toEqual([{ segment: 1, upto: 2_002, last: false }]);
  });

  it('counts lines from when they are given until they are in the table', async () => {
    const { thread, log, elapse } = await open();
    const written = log.append('one');
    expect(log.waiting).toBe(1);
    await written;
    expect(log.waiting).toBe(1);
    elapse();
    expect(log.waiting).toBe(1);
    await thread.answer(1);
    expect(log.waiting).toBe(0);
  });

  it('begins a new file when one is large', async () => {
    const { thread, prefix, log } = await open();
    const long = 'x'.repeat(3 * 1024 * 1024);
    for (let n = 0; n < 3; n += 1) await log.append(long);
    await log.append('next');
    expect(thread.targets).toEqual([{ segment: 1, upto: 3 * (long.length + 1), last: true }]);
    expect(readFileSync(`${prefix}2`, 'utf8')).toBe('next\n');
  });

  it('tells again of what could not be taken in, after a while', async () => {
    const { thread, errors, planned, log, elapse } = await open();
    await log.append('one');
    elapse();
    await thread.fail();
    expect(errors).toEqual(['activation records could not be put into the table and stay in the log']);
    expect(planned.map(({ ms }) => ms)).toEqual([1_000]);
    expect(log.waiting).toBe(1);
    elapse();
    expect(thread.targets).toHaveLength(2);
    await thread.answer(1);
    expect(log.waiting).toBe(0);
  });

  it('has all taken in when it is closed', async () => {
    const { thread, planned, log } = await open();
    const written = log.append('one');
    const closing = log.close();
    await written;
    await thread.answer(1);
    await closing;
    expect(thread.targets).toEqual([{ segment: 1, upto: 4, last: true }]);
    expect(planned).toEqual([]);
  });
});
