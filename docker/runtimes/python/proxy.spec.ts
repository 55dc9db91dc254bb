import { connect } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import {
  actionLoopAnswers,
  activationLogs,
  initAndRun,
  pythonOnPath,
  pythonSamples,
  runtimeContract,
  runtimeForEachTest,
  startProcess,
  until,
} from '@whisker/testing';

jest.setTimeout(30_000);

const PATH = process.env.PATH ?? '';
const command = pythonOnPath(PATH);
// No byte code files in the source tree.
const args = ['-B', join(__dirname, 'proxy.py')];

runtimeContract('the python proxy', {
  start: ({ env } = {}) => startProcess({ command, args, env: { PATH, ...env } }),
  samples: pythonSamples,
  answers: actionLoopAnswers,
});

describe('the python proxy', () => {
  const current = runtimeForEachTest(() => startProcess({ command, args, env: { PATH } }));

  describe('results', () => {
    const refused = { error: 'The action did not return a dictionary or array.' };

    it.each(['None', '5', 'True', '"text"'])('%s is refused {runtime-contract.7.8}', async (result) => {
      const code = `def main(args):\n    return ${result}\n`;
      expect(await initAndRun(current(), code)).toMatchObject({ status: 502, body: refused });
    });

    it.each([
      ['(1, 2)', '[1,2]'],
      ['{"b": 1, "a": [None, 1.5, {}]}', '{"b":1,"a":[null,1.5,{}]}'],
      ['{"half": "\\ud83d"}', '{"half":"\\ud83d"}'],
    ])('%s becomes %s {runtime-contract.7.9}', async (result, text) => {
      expect(await initAndRun(current(), `def main(args):\n    return ${result}\n`)).toMatchObject({
        status: 200,
        text,
      });
    });

    it.each([
      ['{"a": {1, 2}}', 'Object of type set is not JSON serializable'],
      ['{"a": float("nan")}', 'Out of range float values are not JSON compliant'],
    ])('%s is an application error', async (result, text) => {
      const { status, body } = await initAndRun(current(), `def main(args):\n    return ${result}\n`);
      expect([status, body]).toEqual([200, { error: expect.stringContaining(text) }]);
    });
  });

  describe('an exception', () => {
    const code = 'import os\ndef main(args):\n    os.chdir("/")\n    return {"a": args["a"]}\n';

    it('is an application error, its traceback in the log', async () => {
      expect(await initAndRun(current(), code)).toMatchObject({ status: 200, body: { error: "'a'" } });
      const stderr = expect.stringMatching(
        /^Traceback \(most recent call last\):\n {2}File "[^"]*__main__\.py", line 4, in main\n[^]*KeyError: 'a'\n$/,
      );
      expect(await activationLogs(current(), 1)).toEqual([{ stdout: '', stderr }]);
    });

    it('leaves the container usable', async () => {
      await initAndRun(current(), code);
      expect(await current().run({ value: { a: 1 } })).toMatchObject({ status: 200, body: { a: 1 } });
    });
  });

  describe('the end of the process', () => {
    it.each([
      ['sys.exit()', 0],
      ['sys.exit(3)', 3],
      ['sys.exit("why")', 1],
      ['raise KeyboardInterrupt', 1],
    ])('follows %s, which is answered and logged {runtime-contract.7.7}', async (statement, exitCode) => {
      const code = `import sys\ndef main(args):\n    print("bye")\n    ${statement}\n`;
      const body = { error: 'command exited' };
      expect(await initAndRun(current(), code)).toMatchObject({ status: 400, body });
      expect(await current().ended).toMatchObject({ code: exitCode });
      expect(await activationLogs(current(), 1)).toMatchObject([{ stdout: 'bye\n' }]);
    });

    it('without notice closes the connection, and keeps the log', async () => {
      await current().init({ code: 'import os\ndef main(args):\n    print("bye")\n    os._exit(4)\n' });
      await expect(current().run({ value: {} })).rejects.toThrow();
      expect(await current().ended).toMatchObject({ code: 4 });
      expect((await current().logs()).stdout).toBe('bye\n');
    });

    it('follows SIGTERM at once, even in an endless loop', async () => {
      await current().init({ code: 'def main(args):\n    print("in")\n    while True: pass\n' });
      const run = expect(current().run({ value: {} })).rejects.toThrow();
      await until(5_000, 'the run is in', async () => (await current().logs()).stdout === 'in\n');
      process.kill(current().pid, 'SIGTERM');
      expect(await current().ended).toMatchObject({ signal: 'SIGTERM' });
      await run;
    });
  });

  describe('output', () => {
    it('keeps the order of prints, streams and child processes', async () => {
      const code = `
import os, sys
def main(args):
    print("1")
    sys.stdout.write("2\\n")
    os.system("echo 3")
    sys.stdout.buffer.write("4 ☃\\n".encode())
    sys.stdout.flush()
    print("5")
    return {}
`;
      await initAndRun(current(), code);
      expect(await activationLogs(current(), 1)).toEqual([{ stdout: '1\n2\n3\n4 ☃\n5\n', stderr: '' }]);
    });

    it('survives an action that closes or replaces its streams', async () => {
      const code = `
import io, sys
def main(args):
    if not sys.stdout.closed:
        print("kept")
        sys.stdout.close()
    sys.stderr = io.StringIO()
    return {}
`;
      await initAndRun(current(), code);
      expect(await current().run({ value: {} })).toMatchObject({ status: 200, text: '{}' });
      expect(await activationLogs(current(), 2)).toEqual([
        { stdout: 'kept\n', stderr: '' },
        { stdout: '', stderr: '' },
      ]);
    });

    describe('to pipes', () => {
      const piped = runtimeForEachTest(() => startProcess({ command, args, env: { PATH }, output: 'pipes' }));

      it('is complete before the sentinel', async () => {
        const line = 'more than a pipe holds '.repeat(50_000);
        await initAndRun(piped(), pythonSamples.printLine, { line });
        expect(await activationLogs(piped(), 1)).toEqual([{ stdout: `${line}\n`, stderr: `${line}\n` }]);
      });
    });
  });

  describe('connections', () => {
    it('are served one after the other, none is forgotten', async () => {
      await current().init(pythonSamples.echo);
      const runs = [1, 2, 3, 4].map((n) => current().run({ value: { n } }));
      expect((await Promise.all(runs)).map(({ body }) => body)).toEqual([1, 2, 3, 4].map((n) => ({ n })));
    });

    it.each([
      [
        'POST /run HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
        /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 500 /,
      ],
      [
        'POST /run HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}POST /run HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}',
        /^HTTP\/1\.1 500 [^]*HTTP\/1\.1 500 /,
      ],
      ['GET /run HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 404 /],
      ['POST /run HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n', /^HTTP\/1\.1 411 /],
      ['POST /run HTTP/1.1\r\nContent-Length: 1e3\r\n\r\n', /^HTTP\/1\.1 400 /],
      ['POST /run HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n', /^HTTP\/1\.1 413 /],
      [`POST /run HTTP/1.1\r\nX: ${'x'.repeat(66_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
      ['\r\n\r\n', /^HTTP\/1\.1 404 /],
    ])('that send %j are answered', async (request, answer) => {
      expect(await exchange(current().socketPath, request)).toMatch(answer);
      expect(await current().init(pythonSamples.echo)).toMatchObject({ status: 200 });
    });

    it('that are cut do no harm', async () => {
      await exchange(current().socketPath, 'POST /run HT');
      expect(await current().init(pythonSamples.echo)).toMatchObject({ status: 200 });
    });
  });

  it('runs actions in the main thread, with their own signal handlers', async () => {
    const code = `
import os, signal
seen = []
signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
def main(args):
    os.kill(os.getpid(), signal.SIGUSR1)
    return {"seen": len(seen)}
`;
    expect(await initAndRun(current(), code)).toMatchObject({ status: 200, body: { seen: 1 } });
  });
});

/** Sends the text over a connection of its own; the answer is what comes until it is closed. */
function exchange(socketPath: string, request: string): Promise<string> {
  const socket = connect(socketPath);
  socket.end(request);
  return readText(socket);
}
