import { join } from 'node:path';
import {
  activationLogs,
  initAndRun,
  nodejsAnswers,
  nodejsSamples,
  nodesOnPath,
  runtimeContract,
  runtimeForEachTest,
  startProcess,
  until,
} from '@whisker/testing';

jest.setTimeout(30_000);

const PATH = process.env.PATH ?? '';
const args = [join(__dirname, 'proxy.cjs')];

describe.each([...nodesOnPath(PATH)])('Node %s', (_major, command) => {
  runtimeContract('the nodejs proxy', {
    start: ({ env } = {}) => startProcess({ command, args, env: { PATH, ...env } }),
    samples: nodejsSamples,
    answers: nodejsAnswers,
  });
});

describe.each([...nodesOnPath(PATH)])('the nodejs proxy on Node %s', (_major, command) => {
  const current = runtimeForEachTest(() => startProcess({ command, args, env: { PATH } }));

  describe('requests', () => {
    it.each([
      ['"text"', 'string'],
      ['5', 'number'],
      ['true', 'boolean'],
    ])('refuse the argument %s {runtime-contract.6.8}', async (value, type) => {
      await current().init(nodejsSamples.echo);
      const error = `Internal system error: the argument must be a dictionary but has type '${type}'.`;
      expect(await current().post('/run', `{"value":${value}}`)).toMatchObject({ status: 403, body: { error } });
      expect(await activationLogs(current(), 1)).toEqual([{ stdout: '', stderr: `Internal system error: ${error}\n` }]);
    });

    it.each([
      ['/', '{}'],
      ['/other', '{}'],
      ['/run', 'null'],
      ['/run', '5'],
    ])('to %s of %s are refused {runtime-contract.6.15}', async (path, text) => {
      await current().init(nodejsSamples.echo);
      expect(await current().post(path, text)).toMatchObject({ status: 500, text: '{"error":"Bad request."}' });
    });

    it('that are refused are told in the log, a second /init too {runtime-contract.6.3}', async () => {
      await current().init(nodejsSamples.echo);
      const error = 'Cannot initialize the action more than once.';
      expect(await current().init(nodejsSamples.echo)).toMatchObject({ status: 403, body: { error } });
      expect((await current().logs()).stderr).toContain(`Internal system error: ${error}\n`);
    });

    it('take an empty body for an empty object', async () => {
      await current().init(nodejsSamples.echo);
      expect(await current().post('/run', '')).toMatchObject({ status: 200, text: '{}' });
    });

    it('are answered with what is needed only, over connections without an end', async () => {
      await current().init(nodejsSamples.echo);
      const { headers } = await current().run({ value: {} });
      expect(headers).toEqual({ 'content-type': 'application/json', 'content-length': '2', connection: 'keep-alive' });
    });

    it('take code of 48 MiB', async () => {
      const code = `const main = () => ({ ok: true }); // ${'x'.repeat(48 * 1024 * 1024)}`;
      expect(await initAndRun(current(), code)).toMatchObject({ status: 200, body: { ok: true } });
    });

    it('refuse more than that {limits.2.8}', async () => {
      expect(await current().init({ code: ' '.repeat(51 * 1024 * 1024) })).toMatchObject({
        status: 500,
        text: '{"error":"Bad request."}',
      });
      expect(await initAndRun(current(), nodejsSamples.echo)).toMatchObject({ status: 200 });
    });

    it('refuse a run during a run {runtime-contract.6.7}', async () => {
      const code = `
        function main() {
          console.log('in');
          return new Promise((done) => process.once('SIGUSR2', () => done({})));
        }`;
      await current().init({ code });
      const first = current().run({ value: {} });
      await until(5_000, 'the first run is in', async () => (await current().logs()).stdout === 'in\n');
      const body = { error: 'System not ready, status is running.' };
      expect(await current().run({ value: {} })).toMatchObject({ status: 403, body });
      process.kill(current().pid, 'SIGUSR2');
      expect(await first).toMatchObject({ status: 200 });
      expect(await activationLogs(current(), 1)).toEqual([
        { stdout: 'in\n', stderr: `Internal system error: ${body.error}\n` },
      ]);
    });
  });

  describe('output', () => {
    describe('to pipes', () => {
      const piped = runtimeForEachTest(() => startProcess({ command, args, env: { PATH }, output: 'pipes' }));

      it('is complete before the sentinel', async () => {
        const line = 'more than a pipe holds '.repeat(50_000);
        await initAndRun(piped(), nodejsSamples.printLine, { line });
        expect(await activationLogs(piped(), 1)).toEqual([{ stdout: `${line}\n`, stderr: `${line}\n` }]);
      });
    });

    it('keeps the order of console, streams and child processes', async () => {
      await initAndRun(
        current(),
        `function main() {
        console.log('1');
        process.stdout.write('2\\n');
        require('child_process').execSync('echo 3', { stdio: 'inherit' });
        console.info('%d', 4);
      }`,
      );
      expect((await current().logs()).stdout).toMatch(/^1\n2\n3\n4\n/);
    });

    it('survives an action that ends its streams', async () => {
      await initAndRun(current(), 'function main() { process.stdout.end("bye\\n"); console.log("lost"); }');
      expect(await current().run({ value: {} })).toMatchObject({ status: 200 });
    });
  });

  describe('the end of the process', () => {
    it('closes the connection, and keeps the log', async () => {
      await current().init({ code: 'function main() { console.log("bye"); process.exit(3); }' });
      await expect(current().run({ value: {} })).rejects.toThrow();
      expect(await current().ended).toMatchObject({ code: 3 });
      expect((await current().logs()).stdout).toBe('bye\n');
    });

    it('follows an error that nobody catches', async () => {
      await initAndRun(current(), 'function main() { setTimeout(() => { throw new Error("too late"); }); return {}; }');
      expect(await current().ended).toMatchObject({ code: expect.anything() });
      expect((await current().logs()).stderr).toContain('Error: too late');
    });

    it('follows SIGTERM at once, even in an endless loop', async () => {
      await current().init({ code: 'function main() { console.log("in"); for (;;); }' });
      const run = expect(current().run({ value: {} })).rejects.toThrow();
      await until(5_000, 'the run is in', async () => (await current().logs()).stdout === 'in\n');
      process.kill(current().pid, 'SIGTERM');
      expect(await current().ended).toMatchObject({ signal: 'SIGTERM' });
      await run;
    });
  });
});
