import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { AppendLog, type AppendLogOptions, type WriteBytes } from './append-log';

const path = pathsIn(temporaryFolder());

function open(file = path('log'), options: AppendLogOptions = {}) {
  const lines: string[] = [];
  const log = new AppendLog(file, { onLine: (line) => lines.push(line), ...options });
  return { file, log, lines, text: () => readFileSync(file, 'utf8') };
}

/** Writes for real, until it is broken. */
function breakable(): {
  write: WriteBytes;
  breakAfter: (bytes: number) => void;
  repair: () => void;
  calls: () => number;
} {
  let left = Infinity;
  let calls = 0;
  const write: WriteBytes = (fd, bytes, { offset, length, position }) => {
    calls += 1;
    if (left <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const written = writeSync(fd, bytes, offset, Math.min(length, left), position);
    left -= written;
    return written;
  };
  return {
    write,
    breakAfter: (bytes) => void (left = bytes),
    repair: () => void (left = Infinity),
    calls: () => calls,
  };
}

describe('AppendLog', () => {
  it('keeps lines over a restart', async () => {
    const { file, log } = open();
    await log.append('one');
    await log.append('twö');
    log.close();
    expect(open(file).lines).toEqual(['one', 'twö']);
  });

  it('makes a file that is for its owner only', () => {
    expect(statSync(open().file).mode & 0o777).toBe(0o600);
  });

  it('writes the lines of a turn with one call, at the end of the turn', async () => {
    const { write, calls } = breakable();
    const { log, text } = open(undefined, { write });
    const written = ['a', 'b', 'c'].map((line) => log.append(line));
    expect(text()).toBe('');
    await Promise.all(written);
    expect(text()).toBe('a\nb\nc\n');
    expect(calls()).toBe(1);
    expect(log.size).toBe(6);
  });

  it('tells of each flush before those who wait hear of it', async () => {
    const order: string[] = [];
    const { log } = open(undefined, { onFlush: () => order.push('flushed') });
    await Promise.all([log.append('a').then(() => order.push('a')), log.append('b').then(() => order.push('b'))]);
    expect(order).toEqual(['flushed', 'a', 'b']);
  });

  it('writes at once when it is told to, and what waits when it is closed', async () => {
    const { log, text } = open();
    const first = log.append('a');
    log.flush();
    expect(text()).toBe('a\n');
    const second = log.append('b');
    log.close();
    log.close();
    expect(text()).toBe('a\nb\n');
    await Promise.all([first, second]);
    await expect(log.append('c')).rejects.toThrow(/is closed/);
  });

  it('cuts off half a line that a killed process left', async () => {
    const { file, log } = open();
    await log.append('whole');
    log.close();
    appendFileSync(file, 'half a line, longer than the next');
    const again = open(file);
    expect(again.lines).toEqual(['whole']);
    await again.log.append('next');
    expect(again.text()).toBe('whole\nnext\n');
  });

  it('reads lines longer than its chunks, and many of them', async () => {
    const long = 'é'.repeat(700_000);
    const { file, log } = open();
    await log.append(long);
    await Promise.all(Array.from({ length: 10_000 }, (_, n) => log.append(`line ${n}`)));
    log.close();
    const { lines } = open(file);
    expect(lines).toHaveLength(10_001);
    expect(lines[0] === long).toBe(true);
    expect(lines.at(-1)).toBe('line 9999');
  });

  it('goes on where the system wrote only a part', async () => {
    const short: WriteBytes = (fd, bytes, { offset, length, position }) =>
      writeSync(fd, bytes, offset, Math.min(length, 3), position);
    const { log, text } = open(undefined, { write: short });
    await log.append('0123456789');
    expect(text()).toBe('0123456789\n');
  });

  it('leaves nothing of a failed write, tells all who wait, and goes on', async () => {
    const disk = breakable();
    const errors: unknown[] = [];
    const { log, text } = open(undefined, { write: disk.write, onFlush: (error) => errors.push(error) });
    await log.append('before');
    disk.breakAfter(4);
    const outcomes = await Promise.allSettled([log.append('lost 1'), log.append('lost 2')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(errors).toEqual([undefined, expect.objectContaining({ code: 'ENOSPC' })]);
    expect(text()).toBe('before\n');
    disk.repair();
    await log.append('after');
    expect(text()).toBe('before\nafter\n');
  });

  it('replaces its content at once', async () => {
    const { file, log, text } = open();
    await log.append('old');
    log.rewrite(['new 1', 'new 2']);
    expect(text()).toBe('new 1\nnew 2\n');
    await log.append('new 3');
    log.close();
    expect(open(file).lines).toEqual(['new 1', 'new 2', 'new 3']);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  it('keeps its content when that fails', async () => {
    const disk = breakable();
    const { log, text } = open(undefined, { write: disk.write });
    await log.append('old');
    disk.breakAfter(2);
    expect(() => log.rewrite(['new'])).toThrow(/no space/);
    disk.repair();
    await log.append('next');
    expect(text()).toBe('old\nnext\n');
  });

  it('does not mind a draft that a killed process left', async () => {
    const { file, log, text } = open();
    writeFileSync(`${file}.new`, 'a long draft, longer than what is to be written');
    log.rewrite(['a']);
    expect(text()).toBe('a\n');
  });

  it('is emptied', async () => {
    const { log, text } = open();
    await log.append('a');
    log.clear();
    expect([text(), log.size]).toEqual(['', 0]);
    await log.append('b');
    expect(text()).toBe('b\n');
  });
});
