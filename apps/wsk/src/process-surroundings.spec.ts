import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processSurroundings } from './process-surroundings';

const { files, sleep, onInterrupt, randomInteger } = processSurroundings();

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wsk-spec-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('closes a file with a key to others, also one that was open to them', async () => {
  const path = join(folder, 'props');
  writeFileSync(path, 'old', { mode: 0o644 });
  await files.writePrivate(path, 'AUTH=a:b\n');
  expect(readFileSync(path, 'utf8')).toBe('AUTH=a:b\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('does not replace a file that is there', async () => {
  const path = join(folder, 'code.js');
  await files.writeNew(path, 'mine');
  await expect(files.writeNew(path, 'yours')).rejects.toMatchObject({ code: 'EEXIST' });
  expect((await files.read(path)).toString()).toBe('mine');
});

it('wakes up at a signal', async () => {
  await expect(sleep(60_000, AbortSignal.abort())).resolves.toBeUndefined();
});

it('takes its listener away from Ctrl-C', () => {
  const before = process.listenerCount('SIGINT');
  const forget = onInterrupt(() => undefined);
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  forget();
  expect(process.listenerCount('SIGINT')).toBe(before);
});

it('draws integers below a bound', () => {
  expect(randomInteger(1)).toBe(0);
});
