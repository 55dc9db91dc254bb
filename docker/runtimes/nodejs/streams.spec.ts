import { join } from 'node:path';
import {
  activationLogs,
  nodejsStreams,
  nodesOnPath,
  runtimeForEachTest,
  runtimeStreamContract,
  startProcess,
} from '@whisker/testing';
import { text } from 'node:stream/consumers';

jest.setTimeout(30_000);

const PATH = process.env.PATH ?? '';
const args = [join(__dirname, 'proxy.cjs')];

describe.each([...nodesOnPath(PATH)])('on Node %s', (_major, command) => {
  const start = ({ env }: { env?: Readonly<Record<string, string>> } = {}) =>
    startProcess({ command, args, env: { PATH, ...env } });
  runtimeStreamContract('the nodejs proxy', { start, samples: nodejsStreams });

  describe('the nodejs proxy', () => {
    const current = runtimeForEachTest(() => start());

    it.each([
      ['a Readable', 'require("stream").Readable.from(["a", "b"])'],
      ['a web stream', 'new ReadableStream({ start(c) { c.enqueue("a"); c.enqueue(Buffer.from("b")); c.close(); } })'],
      ['what a promise resolves to', 'Promise.resolve((async function* () { yield "a"; yield "b"; })())'],
    ])('streams %s', async (_, source) => {
      await current().init({ code: `async function main() { return { body: await ${source} }; }` });
      expect(await text(await current().stream({ value: {} }))).toBe('{}\nab');
    });

    it('answers with the object that is thrown before the first chunk', async () => {
      const code = 'async function* main() { throw { statusCode: 404, body: "none" }; }';
      await current().init({ code });
      expect(await text(await current().stream({ value: {} }))).toBe('{"error":{"statusCode":404,"body":"none"}}');
    });

    it('stops a source that waits when nobody reads it any more', async () => {
      const code = `
        const { Readable } = require('stream');
        function main() {
          const body = new Readable({ read() {} });
          body.push('first');
          body.on('close', () => console.log('closed'));
          return { body };
        }`;
      await current().init({ code });
      const answer = await current().stream({ value: {} });
      await new Promise((resolve) => answer.once('data', resolve));
      answer.destroy();
      expect(await activationLogs(current(), 1)).toEqual([{ stdout: 'closed\n', stderr: '' }]);
    });

    it('streams runs that overlap', async () => {
      const concurrent = await start({ env: { __OW_ALLOW_CONCURRENT: 'true' } });
      try {
        await concurrent.init(nodejsStreams.texts);
        const answers = ['a', 'b', 'c'].map((chunk) => concurrent.stream({ value: { chunks: [chunk] } }));
        const texts = await Promise.all(answers.map(async (answer) => text(await answer)));
        expect(texts).toEqual(['a', 'b', 'c'].map((chunk) => `{"statusCode":201}\n${chunk}`));
      } finally {
        await concurrent.stop();
      }
    });
  });
});
