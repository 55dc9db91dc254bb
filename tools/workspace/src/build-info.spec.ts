import { execFileSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { buildInfo } from './build-info.mjs';
import { temporaryTree } from './temporary-tree';

const root = temporaryTree({ 'package.json': { version: '1.2.3' } });
const day = (text: string): number => Date.parse(text) / 1000;

test('the day of a build is that of its sources, not of the build', () => {
  utimesSync(join(root, 'package.json'), day('2020-02-03'), day('2020-02-03'));

  expect(buildInfo(root, {})).toEqual({ version: '1.2.3', date: '2020-02-03' });

  const env = { ...process.env, GIT_COMMITTER_DATE: '2021-03-04T12:00:00Z' };
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
  execFileSync('git', ['init', '-q'], { cwd: root, env });
  execFileSync('git', [...identity, 'commit', '-q', '--allow-empty', '-m', 'first'], { cwd: root, env });
  expect(buildInfo(root, {})).toEqual({ version: '1.2.3', date: '2021-03-04' });

  const told = { SOURCE_DATE_EPOCH: String(day('2022-04-05')) };
  expect(buildInfo(root, told)).toEqual({ version: '1.2.3', date: '2022-04-05' });
});
