import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { END_MARK, mergeLines } from '@whisker/runtime-client';
import { LogStream } from './log-stream';

const MEGABYTE = 1024 * 1024;

describe('LogStream', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whisker-log-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const open: number[] = [];
  afterEach(() => open.splice(0).forEach((fd) => closeSync(fd)));
  let files = 0;

  function stream(maxBytes = MEGABYTE) {
    const path = join(folder, `log-${files++}`);
    const fd = openSync(path, 'w+');
    open.push(fd);
    return {
      log: new LogStream('stdout', fd, maxBytes),
      path,
      write: (text: string | Buffer) => appendFileSync(path, text),
    };
  }

  const texts = (log: LogStream, limit = MEGABYTE): string[] =>
    log.take('first-mark', limit).lines.map(({ text }) => text);

  it('takes lines up to the mark and leaves the rest', () => {
    const { log, write } = stream();
    write(`a\nb\n${END_MARK}\nc\n${END_MARK}\nd`);
    expect(log.read(1)).toBeGreaterThan(0);
    expect(texts(log)).toEqual(['a', 'b']);
    expect(texts(log)).toEqual(['c']);
    expect(log.hasMark).toBe(false);
    expect(texts(log)).toEqual(['d']);
    expect(texts(log)).toEqual([]);
  });

  it('takes everything up to the last mark when told to', () => {
    const { log, write } = stream();
    write(`a\n${END_MARK}\nforged\n${END_MARK}\nnext`);
    log.read(1);
    expect(log.take('last-mark', MEGABYTE).lines.map(({ text }) => text)).toEqual(['a', 'forged']);
    expect(texts(log)).toEqual(['next']);
  });

  it('finds a mark in the middle of a line and one that arrives in pieces', () => {
    const { log, write } = stream();
    write(`unfinished${END_MARK}\n`);
    log.read(1);
    expect(texts(log)).toEqual(['unfinished']);
    for (const piece of ['x\n', END_MARK.slice(0, 5), END_MARK.slice(5), '\n']) {
      expect(log.hasMark).toBe(false);
      write(piece);
      log.read(2);
    }
    expect(log.hasMark).toBe(true);
    expect(texts(log)).toEqual(['x']);
  });

  it('stamps a line with the time its end was read', () => {
    const { log, write } = stream();
    write('a\nb');
    log.read(10);
    write('b\nc\n');
    log.read(20);
    expect(log.take('first-mark', MEGABYTE).lines).toEqual([
      { time: 10, stream: 'stdout', text: 'a' },
      { time: 20, stream: 'stdout', text: 'bb' },
      { time: 20, stream: 'stdout', text: 'c' },
    ]);
    write('d\n');
    log.read(5);
    expect(log.take('first-mark', MEGABYTE).lines[0]?.time).toBe(20);
  });

  it('drops what is over its bound, keeps the file short and still finds the mark', () => {
    const { log, path, write } = stream(1000);
    for (let round = 0; round < 5; round++) {
      write(Buffer.alloc(3 * MEGABYTE, 'y\n'));
      log.read(1);
    }
    expect(statSync(path).size).toBe(0);
    write(`end\n${END_MARK}\n`);
    log.read(2);
    const { lines, cut } = log.take('first-mark', MEGABYTE);
    expect({ lines: lines.length, cut }).toEqual({ lines: 500, cut: true });
    write(`again\n${END_MARK}\n`);
    log.read(3);
    expect(log.take('first-mark', MEGABYTE)).toMatchObject({ lines: [{ text: 'again' }], cut: false });
  });

  it('goes back to the beginning of a long file that was read', () => {
    const { log, path, write } = stream(10 * MEGABYTE);
    write(Buffer.alloc(2 * MEGABYTE, 'y'));
    log.trim(true);
    expect(statSync(path).size).toBe(2 * MEGABYTE);
    log.read(1);
    log.trim(false);
    expect(statSync(path).size).toBe(2 * MEGABYTE);
    log.trim(true);
    expect(statSync(path).size).toBe(0);
    write('next\n');
    log.read(2);
    expect(texts(log, 5 * MEGABYTE).at(-1)).toMatch(/yynext$/);
  });

  it('makes no more lines than the limit asks for', () => {
    const { log, write } = stream();
    write('12345678\n'.repeat(1000));
    log.read(1);
    const { lines, cut } = log.take('first-mark', 90);
    expect(cut).toBe(true);
    expect(lines.length).toBeLessThan(15);
  });
});

describe('mergeLines', () => {
  const lines = (stream: 'stdout' | 'stderr', ...entries: (readonly [time: number, text: string])[]) => ({
    lines: entries.map(([time, text]) => ({ time, stream, text })),
    sizes: entries.map(([, text]) => Buffer.byteLength(text) + 1),
    cut: false,
  });

  it('orders by time, standard output first', () => {
    const out = lines('stdout', [1, 'o1'], [2, 'o2'], [2, 'o3']);
    const err = lines('stderr', [0, 'e0'], [2, 'e2'], [3, 'e3']);
    const { lines: merged, truncated } = mergeLines(out, err, 1000);
    expect(merged.map(({ text }) => text)).toEqual(['e0', 'o1', 'o2', 'o3', 'e2', 'e3']);
    expect(truncated).toBe(false);
  });

  it('cuts both together, within a line, between characters', () => {
    const out = lines('stdout', [1, '1234'], [3, 'ää']);
    const err = lines('stderr', [2, '5678']);
    expect(mergeLines(out, err, 13).lines.map(({ text }) => text)).toEqual(['1234', '5678', 'ä']);
    expect(mergeLines(out, err, 10)).toMatchObject({ lines: [{ text: '1234' }, { text: '5678' }], truncated: true });
    expect(mergeLines(out, err, 15).truncated).toBe(false);
    expect(mergeLines(out, err, 0)).toEqual({ lines: [], truncated: true });
  });
});
