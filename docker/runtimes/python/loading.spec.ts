import { join } from 'node:path';
import {
  type ActionCode,
  activationLogs,
  initAndRun,
  pythonOnPath,
  pythonSamples,
  runtimeForEachTest,
  startProcess,
  zipAction,
  zipEntriesAction,
} from '@whisker/testing';

jest.setTimeout(30_000);

const PATH = process.env.PATH ?? '';
const command = pythonOnPath(PATH);
// No byte code files in the source tree.
const args = ['-B', join(__dirname, 'proxy.py')];

describe('the python proxy', () => {
  const current = runtimeForEachTest(() => startProcess({ command, args, env: { PATH } }));
  const echo = 'def main(args):\n    return args\n';

  describe('an action that cannot be loaded', () => {
    it.each([
      ['def main(:', /^cannot start action: {3}File ".*__main__\.py", line 1\n[^]*SyntaxError: /],
      [
        '1 / 0',
        /^cannot start action: Traceback [^]* {2}File ".*__main__\.py", line 1[^]*ZeroDivisionError: division by zero\n$/,
      ],
      ['import missing_module', /ModuleNotFoundError: No module named 'missing_module'\n$/],
      ['import sys; sys.exit(1)', /^cannot start action: command exited$/],
      ['main = 5', /^cannot start action: Action entrypoint 'main' is not a function\.$/],
    ])('%j tells why {runtime-contract.7.5}', async (code, text) => {
      const { status, body } = await current().init({ code });
      expect([status, body]).toEqual([502, { error: expect.stringMatching(text) }]);
      expect(await activationLogs(current(), 1)).toEqual([{ stdout: '', stderr: '' }]);
    });

    it('may be replaced', async () => {
      await current().init({ code: '1 / 0' });
      expect(await initAndRun(current(), echo, { a: 1 })).toMatchObject({ status: 200, body: { a: 1 } });
    });

    describe('where the operator keeps the reasons in the log', () => {
      const env = { PATH, OW_LOG_INIT_ERROR: '1' };
      const logging = runtimeForEachTest(() => startProcess({ command, args, env }));

      it.each([
        [{ code: '1 / 0' }, 'Cannot start action. Check logs for details.', /ZeroDivisionError/],
        [
          zipAction({ 'other.py': '' }),
          'The action failed to generate or locate a binary. See logs for details.',
          /^Zip file does not include '__main__\.py'\.\n$/,
        ],
      ])('tells little in the answer (%#) {runtime-contract.7.5}', async (code, error, stderr) => {
        expect(await logging().init(code)).toMatchObject({ status: 502, body: { error } });
        expect(await activationLogs(logging(), 1)).toEqual([{ stdout: '', stderr: expect.stringMatching(stderr) }]);
      });
    });
  });

  describe('source text', () => {
    it('is no script that was started', async () => {
      const code = `${echo}if __name__ == "__main__":\n    raise ValueError("started")\n`;
      expect(await initAndRun(current(), code)).toMatchObject({ status: 200 });
    });

    it('may hold any letter', async () => {
      const code = 'größe = "☃"\ndef main(args):\n    return {"größe": größe}\n';
      expect(await initAndRun(current(), code)).toMatchObject({ status: 200, body: { größe: '☃' } });
    });
  });

  describe('an archive', () => {
    it('may name its modules like those of the proxy', async () => {
      const names = ['proxy', 'action', 'archive', 'loader', 'output', 'server'];
      const modules = names.map((name) => [`${name}.py`, `NAME = "${name}"\n`]);
      const main = `import ${names.join(', ')}\ndef main(args):\n    return {"names": [m.NAME for m in (${names.join(', ')})]}\n`;
      const code = zipAction({ '__main__.py': main, ...Object.fromEntries(modules) });
      expect(await initAndRun(current(), code)).toMatchObject({ status: 200, body: { names } });
    });

    it('is the working directory, and its programs can be run', async () => {
      const main =
        'import subprocess\ndef main(args):\n    return {"said": subprocess.check_output("./say").decode()}\n';
      const code = zipEntriesAction([
        { name: '__main__.py', data: main },
        { name: 'say', data: '#!/bin/sh\necho yes\n', mode: 0o755 },
      ]);
      expect(await initAndRun(current(), code)).toMatchObject({ status: 200, body: { said: 'yes\n' } });
    });

    it('may bring a virtual environment', async () => {
      const code = zipAction({
        'virtualenv/bin/activate_this.py':
          'import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))\n',
        'virtualenv/lib/brought.py': 'TEXT = "brought"\n',
        '__main__.py': 'import brought\ndef main(args):\n    return {"text": brought.TEXT}\n',
      });
      expect(await initAndRun(current(), code)).toMatchObject({ status: 200, body: { text: 'brought' } });
    });

    it.each<[string, ActionCode, RegExp]>([
      [
        'with a virtual environment that cannot be activated',
        zipAction({ '__main__.py': echo, 'virtualenv/lib/a.py': '' }),
        /^Invalid virtualenv\. Zip file does not include 'activate_this\.py'\.$/,
      ],
      ['without an entry', zipAction({ 'other.py': echo }), /^Zip file does not include '__main__\.py'\.$/],
      [
        'of an unknown kind',
        { binary: true, code: Buffer.from('abcd').toString('base64') },
        /^There was an error uncompressing the action archive: File is not a zip file$/,
      ],
      ['with a file outside', zipAction({ '../../outside.py': '' }), /leaves the action's folder$/],
      ['with an absolute file', zipAction({ '/outside.py': '' }), /leaves the action's folder$/],
    ])('%s is refused', async (_what, code, error) => {
      const answer = await current().init(code);
      expect([answer.status, answer.body]).toEqual([502, { error: expect.stringMatching(error) }]);
    });

    it('gets an environment of its own for what it requires; what pip says is in the log', async () => {
      const main = `
import os, sys
own = os.path.join(os.getcwd(), "virtualenv") + os.sep
def main(args):
    return {"own": any(path.startswith(own) for path in sys.path)}
`;
      const code = zipAction({ '__main__.py': main, 'requirements.txt': '--no-index\nsurely-missing\n' });
      expect(await initAndRun(current(), code)).toMatchObject({ status: 200, body: { own: true } });
      const stderr = expect.stringContaining('surely-missing');
      expect(await activationLogs(current(), 1)).toEqual([{ stdout: '', stderr }]);
    });
  });

  it('takes code of 48 MiB', async () => {
    const code = `${echo}# ${'x'.repeat(48 * 1024 * 1024)}`;
    expect(await initAndRun(current(), { ...pythonSamples.echo, code }, { a: 1 })).toMatchObject({ body: { a: 1 } });
  });
});
