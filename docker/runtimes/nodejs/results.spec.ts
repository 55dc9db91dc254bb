import { join } from 'node:path';
import { activationLogs, initAndRun, nodesOnPath, runtimeForEachTest, startProcess } from '@whisker/testing';

jest.setTimeout(30_000);

const PATH = process.env.PATH ?? '';
const args = [join(__dirname, 'proxy.cjs')];

describe.each([...nodesOnPath(PATH)])('the nodejs proxy on Node %s', (_major, command) => {
  const current = runtimeForEachTest(() => startProcess({ command, args, env: { PATH } }));

  describe('results', () => {
    it.each([
      ['undefined', '{}'],
      ['null', 'null'],
      ['[]', '[]'],
      ['[1, "b", { c: 3 }]', '[1,"b",{"c":3}]'],
      ['({ a: undefined })', '{}'],
      ['({ a: NaN })', '{"a":null}'],
      ['({ a: 1.0, b: 1e21, c: -0 })', '{"a":1,"b":1e+21,"c":0}'],
      ['({ toJSON: () => ({ via: 1 }) })', '{"via":1}'],
      ['({ toJSON: () => undefined })', '{}'],
      ['Promise.resolve({ p: 1 })', '{"p":1}'],
      ['Promise.resolve()', '{}'],
      ['({ then: (resolve) => resolve({ p: 1 }) })', '{"p":1}'],
      ['Promise.reject({ r: 1 })', '{"error":{"r":1}}'],
      ['Promise.reject("text")', '{"error":"text"}'],
      ['Promise.reject()', '{"error":{}}'],
      ['Promise.reject({ error: "inner" })', '{"error":{"error":"inner"}}'],
    ])(
      '%s becomes %s {runtime-contract.6.9, runtime-contract.6.10, runtime-contract.6.12, runtime-contract.6.14}',
      async (result, text) => {
        expect(await initAndRun(current(), `const main = () => ${result};`)).toMatchObject({ status: 200, text });
      },
    );

    it.each(['5', '"text"', 'true', '10n', 'Symbol()', '(() => {})', 'Promise.resolve(5)'])(
      '%s is refused {runtime-contract.6.11}',
      async (result) => {
        const body = { error: 'The action did not return a dictionary.' };
        expect(await initAndRun(current(), `const main = () => ${result};`)).toMatchObject({ status: 502, body });
      },
    );

    it('refuses what JSON cannot hold', async () => {
      const { status, body } = await initAndRun(current(), 'function main() { const a = {}; a.a = a; return a; }');
      const error = expect.stringMatching(/^An error has occurred: TypeError: Converting circular structure/);
      expect([status, body]).toEqual([502, { error }]);
    });
  });

  describe('a rejected promise', () => {
    it('shows an error with its own members {runtime-contract.6.14}', async () => {
      const { status, body } = await initAndRun(
        current(),
        `
        async function main() {
          const error = Object.assign(new TypeError('later'), { code: 'E1', at: new Date(0), big: 1n, f() {} });
          error.self = error;
          error.cases = [new Error('inner')];
          throw error;
        }`,
      );
      expect(status).toBe(200);
      expect(body).toEqual({
        error: {
          name: 'TypeError',
          message: 'later',
          stack: expect.stringMatching(/^TypeError: later\n +at main .*action\.js:3/),
          code: 'E1',
          at: '1970-01-01T00:00:00.000Z',
          big: '1',
          self: '[Circular]',
          cases: [expect.objectContaining({ name: 'Error', message: 'inner' })],
        },
      });
    });

    it('keeps the container usable', async () => {
      await initAndRun(current(), 'async function main(args) { if (args.fail) throw "no"; return {}; }', {
        fail: true,
      });
      expect(await current().run({ value: {} })).toMatchObject({ status: 200, text: '{}' });
    });
  });

  describe('a throw', () => {
    it.each([
      ['new Error("boom")', 'Error: boom'],
      ['"plain"', 'plain'],
      ['{ error: "obj" }', '[object Object]'],
      ['undefined', 'undefined'],
      ['Object.create(null)', '[object Object]'],
    ])('of %s stops the container {runtime-contract.6.13}', async (thrown, text) => {
      const body = { error: `An error has occurred: ${text}` };
      expect(await initAndRun(current(), `function main() { throw ${thrown}; }`)).toMatchObject({ status: 502, body });
      const refused = { error: 'System not ready, status is stopped.' };
      expect(await current().run({ value: {} })).toMatchObject({ status: 403, body: refused });
    });

    it('leaves its stack in the log', async () => {
      await initAndRun(current(), 'function main() { throw new Error("boom"); }');
      const stderr = expect.stringMatching(/^Error: boom\n +at main .*action\.js:1/);
      expect(await activationLogs(current(), 1)).toEqual([{ stdout: '', stderr }]);
    });
  });
});
