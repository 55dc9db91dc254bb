import { appendFileSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { LiveLog, type LiveLogOptions } from './live-log';

const path = pathsIn(temporaryFolder());

function open(file = path('log'), options: Partial<LiveLogOptions<{ text: string }>> = {}) {
  const errors: string[] = [];
  const log = new LiveLog<{ text: string }>(file, {
    print: ({ text }) => text,
    read: (text) => {
      if (text.includes('bad')) throw new Error('bad text');
      return { text };
    },
    onError: ({ message }) => errors.push(message),
    ...options,
  });
  return { file, log, errors, live: () => [...log.live].map(([key, { text }]) => `${key}=${text}`) };
}

describe('LiveLog', () => {
  it('keeps entries that were not ended, in their order', async () => {
    const { file, log } = open();
    await Promise.all(['c', 'a', 'b'].map((key) => log.add(key, { text: `${key} text with blanks` })));
    log.end('a');
    log.close();
    expect(open(file).live()).toEqual(['c=c text with blanks', 'b=b text with blanks']);
  });

  it('writes an entry nobody relies on only when it is to be secure', async () => {
    const amend = ({ text }: { text: string }, more: string) => ({ text: `${text}+${more}` });
    const { file, log, live } = open(undefined, { amend });
    log.addLazily('a', { text: 'one' });
    log.addLazily('b', { text: 'two' });
    await log.amend('b', 'more');
    log.end('a');
    await log.add('c', { text: 'three' });
    expect(live()).toEqual(['b=two+more', 'c=three']);
    expect(readFileSync(file, 'utf8')).toBe('+c three\n');
    await log.secure();
    expect(readFileSync(file, 'utf8')).toBe('+c three\n+b two+more\n');
    await log.amend('b', 'x');
    log.end('b');
    log.close();
    expect(open(file).live()).toEqual(['c=three']);
  });

  it('writes it after a while by itself', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'clearImmediate'] });
    const { file, log } = open();
    log.addLazily('a', { text: 'one' });
    jest.advanceTimersByTime(1000);
    await new Promise((resolve) => setImmediate(resolve));
    jest.useRealTimers();
    expect(readFileSync(file, 'utf8')).toBe('+a one\n');
    log.close();
  });

  it('takes the text it is given instead of printing', async () => {
    const { file, log } = open(undefined, { print: () => 'printed' });
    await log.add('a', { text: 'x' }, 'given');
    log.close();
    expect(open(file).live()).toEqual(['a=given']);
  });

  it('adds to entries, also where it is written anew', async () => {
    const amend = ({ text }: { text: string }, more: string) => ({ text: `${text}+${more}` });
    const { file, log } = open(undefined, { amend, rewriteAt: 60 });
    await log.add('a', { text: 'one' });
    void log.amend('a', 'two words');
    void log.amend('b', 'unknown');
    await log.add('c', { text: 'x'.repeat(100) });
    void log.amend('a', 'three');
    log.close();
    expect(readFileSync(file, 'utf8').split('\n').slice(0, 3)).toEqual([
      '+a one+two words',
      `+c ${'x'.repeat(100)}`,
      '*a three',
    ]);
    expect(open(file, { amend }).live()).toEqual(['a=one+two words+three', `c=${'x'.repeat(100)}`]);
  });

  it('ends what it does not know without a trace', async () => {
    const { file, log } = open();
    log.end('nothing');
    log.close();
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('reports and skips damaged lines, and reads all others', () => {
    const file = path('log');
    writeFileSync(file, '+a one\n+b bad\nnonsense\n\n+\n+c three\n-\n- c\n+d to');
    const { live, errors } = open(file);
    expect(live()).toEqual(['a=one', 'c=three']);
    expect(errors.map((text) => text.replace(file, 'FILE'))).toEqual([
      'FILE, line 2: damaged and skipped (bad text)',
      'FILE, line 3: damaged and skipped (neither an entry nor its end)',
      'FILE, line 5: damaged and skipped (neither an entry nor its end)',
      'FILE, line 8: damaged and skipped (neither an entry nor its end)',
    ]);
  });

  it('empties a large file when nothing is live', async () => {
    const { file, log } = open(undefined, { clearAt: 1_000 });
    for (let n = 0; n < 30; n += 1) await log.add(`${n}`, { text: 'x'.repeat(100) });
    for (let n = 0; n < 30; n += 1) log.end(`${n}`);
    await log.add('last', { text: 'y' });
    log.end('last');
    log.close();
    expect(statSync(file).size).toBe(0);
  });

  it('writes a large file anew when little of it is live', async () => {
    const { file, log } = open(undefined, { rewriteAt: 2_000 });
    await log.add('kept', { text: 'first' });
    for (let n = 0; n < 200; n += 1) {
      await log.add(`${n}`, { text: 'x'.repeat(100) });
      log.end(`${n}`);
    }
    expect(statSync(file).size).toBeLessThan(2_300);
    log.close();
    expect(open(file).live()).toEqual(['kept=first']);
  });

  it('writes anew in proportion to what is live', async () => {
    let printed = 0;
    const print = ({ text }: { text: string }): string => {
      printed += 1;
      return text;
    };
    const { log } = open(undefined, { rewriteAt: 1_000, print });
    for (let n = 0; n < 1_000; n += 1) await log.add(`${n}`, { text: 'x'.repeat(100) });
    expect(printed).toBeLessThan(2_000);
    log.close();
  });

  it('drops what could not be written, and says so', async () => {
    let broken = false;
    const { log, live, errors } = open(undefined, {
      write: (fd, bytes, { offset, length, position }) => {
        if (broken) throw new Error('no space left on device');
        return writeSync(fd, bytes, offset, length, position);
      },
    });
    await log.add('a', { text: '1' });
    broken = true;
    await expect(log.add('b', { text: '2' })).rejects.toThrow(/no space/);
    broken = false;
    await log.add('c', { text: '3' });
    expect(live()).toEqual(['a=1', 'c=3']);
    expect(errors).toEqual(['the log could not be written: no space left on device']);
    log.close();
  });

  it('goes on when a large file cannot be written anew', async () => {
    let broken = false;
    const { file, log, errors } = open(undefined, {
      rewriteAt: 500,
      write: (fd, bytes, { offset, length, position }) => {
        if (broken && position === 0) throw new Error('no space left on device');
        return writeSync(fd, bytes, offset, length, position);
      },
    });
    await log.add('a', { text: 'x'.repeat(400) });
    broken = true;
    await log.add('b', { text: 'x'.repeat(400) });
    await log.add('c', { text: '3' });
    expect(errors).toEqual(['the log could not be shortened: no space left on device']);
    log.close();
    expect(open(file).live()).toHaveLength(3);
  });

  it('lets an entry be ended before it is written', async () => {
    const { file, log } = open();
    const written = log.add('a', { text: 'a' });
    log.end('a');
    await written;
    log.close();
    expect(open(file).live()).toEqual([]);
  });

  it('reads what an interrupted write left, once', () => {
    const { file, log } = open();
    void log.add('a', { text: '1' });
    log.close();
    appendFileSync(file, '+b 2');
    expect(open(file).live()).toEqual(['a=1']);
    expect(readFileSync(file, 'utf8')).toBe('+a 1\n');
  });
});
