import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { END_MARK, LogCollector, Ticker } from '@whisker/runtime-client';
import { LogStream } from './log-stream';

describe('LogCollector', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whisker-logs-'));
  const fds: number[] = [];
  afterAll(() => {
    fds.forEach((fd) => closeSync(fd));
    rmSync(folder, { recursive: true });
  });
  let containers = 0;

  function container() {
    const [out, err] = ['out', 'err'].map((name) => join(folder, `${containers}-${name}`)) as [string, string];
    containers++;
    const fd = (path: string): number => {
      fds.push(openSync(path, 'w+'));
      return fds.at(-1) as number;
    };
    let now = 1000;
    let tick = (): void => undefined;
    const ticker = new Ticker(20, (task) => {
      tick = task;
      return () => undefined;
    });
    const logs = new LogCollector({
      stdout: new LogStream('stdout', fd(out), 5_000_000),
      stderr: new LogStream('stderr', fd(err), 1_000_000),
      ticker,
      now: () => now,
    });
    return {
      logs,
      out: (text: string) => appendFileSync(out, text),
      err: (text: string) => appendFileSync(err, text),
      size: () => statSync(out).size,
      mark: () => [out, err].forEach((path) => appendFileSync(path, `${END_MARK}\n`)),
      /** Lets time pass, with a tick at its end. */
      pass: async (ms: number) => {
        now += ms;
        tick();
        await Promise.resolve();
      },
      collect: (waitForMark = true, limitBytes = 10_000) =>
        logs.collect({ limitBytes, waitForMark, upto: 'first-mark' }),
    };
  }

  it('takes what is there at once when both marks are', async () => {
    const { collect, out, err, mark } = container();
    out('a\n');
    err('b\n');
    mark();
    await expect(collect()).resolves.toEqual({
      lines: [
        { time: 1000, stream: 'stdout', text: 'a' },
        { time: 1000, stream: 'stderr', text: 'b' },
      ],
      truncated: false,
      incomplete: false,
    });
  });

  it('waits for a mark that comes late', async () => {
    const { collect, out, mark, pass } = container();
    out('a\n');
    const collected = collect();
    await pass(1500);
    out('b\n');
    await pass(1500);
    mark();
    await pass(20);
    await expect(collected).resolves.toMatchObject({ lines: [{ text: 'a' }, { text: 'b' }], incomplete: false });
  });

  it('gives up two seconds after the last output', async () => {
    const { collect, out, pass } = container();
    const collected = collect();
    let done = false;
    void collected.then(() => (done = true));
    await pass(1990);
    out('late\n');
    await pass(5);
    await pass(1990);
    expect(done).toBe(false);
    await pass(20);
    await expect(collected).resolves.toMatchObject({ lines: [{ text: 'late' }], incomplete: true });
  });

  it('gives up on a container that never stops writing {limits.5.8}', async () => {
    const { collect, out, pass } = container();
    const collected = collect();
    for (let second = 0; second < 11; second++) {
      out('more\n');
      await pass(1000);
    }
    await expect(collected).resolves.toMatchObject({ incomplete: true });
  });

  it('does not wait when told not to, nor for a container that is gone', async () => {
    const { collect, out, logs } = container();
    out('a');
    await expect(collect(false)).resolves.toMatchObject({ lines: [{ text: 'a' }], incomplete: false });
    out('b');
    logs.end();
    await expect(collect()).resolves.toMatchObject({ lines: [{ text: 'b' }], incomplete: true });
  });

  it('serves collections in order, one mark each', async () => {
    const { collect, out, mark, pass, logs } = container();
    const collected = [collect(), collect(), collect()];
    for (const text of ['one\n', 'two\n', 'three\n']) {
      out(text);
      mark();
    }
    await pass(20);
    const all = await Promise.all(collected);
    expect(all.map(({ lines }) => lines.map(({ text }) => text))).toEqual([['one'], ['two'], ['three']]);
    await logs.settled();
  });

  it('truncates long files of an idle container, and reads on from their beginning', async () => {
    const { logs, out, mark, size, collect } = container();
    out('x'.repeat(2_000_000));
    mark();
    await collect();
    expect(size()).toBeGreaterThan(2_000_000);
    mark();
    await logs.collect({ limitBytes: 10, waitForMark: true, upto: 'first-mark', idleSince: 1000 });
    expect(size()).toBe(0);
    out('next\n');
    mark();
    await expect(collect()).resolves.toMatchObject({ lines: [{ text: 'next' }], incomplete: false });
  });

  it('cuts at the limit', async () => {
    const { collect, out, mark } = container();
    out('12345\n67890\n');
    mark();
    await expect(collect(true, 8)).resolves.toMatchObject({
      lines: [{ text: '12345' }, { text: '67' }],
      truncated: true,
    });
  });
});
