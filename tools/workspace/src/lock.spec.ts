import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { alone } from './lock.mjs';
import { temporaryTree } from './temporary-tree';

const announced: string[] = [];
const waiting = { pause: () => nextTurn(), announce: (text: string) => announced.push(text) };
const lockIn = (folder: string): string => join(folder, 'dist/.lock');

test('two works under one lock never overlap', async () => {
  const file = lockIn(temporaryTree({}));
  let running = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++running);
    await nextTurn();
    running--;
  };
  await Promise.all([alone(file, work, waiting), alone(file, work, waiting), alone(file, work, waiting)]);
  expect(most).toBe(1);
  expect(announced).toEqual(Array(2).fill(expect.stringContaining(`process ${process.pid}`)));
});

test('a lock is returned when the work fails', async () => {
  const file = lockIn(temporaryTree({}));
  await expect(alone(file, () => Promise.reject(new Error('broken')), waiting)).rejects.toThrow('broken');
  expect(existsSync(file)).toBe(false);
});

test('the lock of a dead process is taken over', async () => {
  const root = temporaryTree({ 'dist/.lock': '' });
  writeFileSync(lockIn(root), String(spawnSync('true').pid));
  await expect(alone(lockIn(root), () => Promise.resolve('done'), waiting)).resolves.toBe('done');
});
