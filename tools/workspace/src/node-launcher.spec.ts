import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryTree } from './temporary-tree';

const launcher = readFileSync(join(__dirname, '../node'), 'utf8');

/** A program that answers as `node` of that version would; without one, it does not run at all. */
const fakeNode = (name: string, version?: string): string =>
  version === undefined
    ? '#!/bin/sh\nexit 127\n'
    : `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit\necho ${name} "$@"\n`;

function launch(pinned: string | undefined, onPath: string): { status: number | null; stdout: string; stderr: string } {
  const root = temporaryTree({
    'tools/workspace/node': launcher,
    'node_modules/.bin/node': fakeNode('pinned', pinned),
    'machine/node': fakeNode('machine', onPath),
  });
  chmodSync(join(root, 'node_modules/.bin/node'), 0o755);
  chmodSync(join(root, 'machine/node'), 0o755);
  const PATH = `${root}/node_modules/.bin:${root}/machine:/usr/bin:/bin`;
  return spawnSync('sh', ['tools/workspace/node', 'x.cjs', 'a b'], { cwd: root, env: { PATH }, encoding: 'utf8' });
}

test('the pinned Node runs, whatever the machine has', () => {
  expect(launch('v24.21.0', 'v26.0.0')).toMatchObject({ status: 0, stdout: 'pinned x.cjs a b\n' });
});

test.each(['v24.9.0', 'v24.21.0', 'v25.0.0'])('without it, %s of the machine runs', (version) => {
  expect(launch(undefined, version)).toMatchObject({ status: 0, stdout: 'machine x.cjs a b\n' });
});

test.each(['v20.20.2', 'v24.8.1'])('%s of the machine is too old', (version) => {
  const { status, stdout, stderr } = launch(undefined, version);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('needs Node 24.9 or newer');
});
