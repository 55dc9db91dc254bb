import { zipSync } from 'fflate';
import { gunzipSync } from 'node:zlib';
import { apiClient, until, type ApiClient } from './api';
import { removeFolder, startPlatform, type RunningPlatform } from './platform';

const source = (code: string, limits?: object) => ({
  exec: { kind: 'nodejs:default', code },
  ...(limits && { limits }),
});

/** Functions as people write them, and each way a function can fail. */
describe('functions', () => {
  let platform: RunningPlatform;
  let api: ApiClient;

  beforeAll(async () => {
    platform = await startPlatform();
    api = apiClient(platform);
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  const put = async (name: string, body: object) => {
    const answer = await api('PUT', `/actions/${name}?overwrite=true`, body);
    expect(answer.status).toBe(200);
  };
  const call = (name: string, payload: object = {}) => api('POST', `/actions/${name}?blocking=true`, payload);

  it('transforms binary data: gzip in base64', async () => {
    await put(
      'gzip',
      source(
        'const zlib = require("zlib"); function main({ data }) { return { data: zlib.gzipSync(Buffer.from(data, "base64")).toString("base64") } }',
      ),
    );
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7) % 256));
    const { json } = await call('gzip', { data: bytes.toString('base64') });
    expect(gunzipSync(Buffer.from(json.response.result.data, 'base64')).equals(bytes)).toBe(true);
  });

  it('runs a Python zip with a second module {runtime-contract.5.2}', async () => {
    const code = zipSync({
      '__main__.py': Buffer.from(
        'from words import count\n\ndef main(args):\n    print("counting")\n    return {"words": count(args["text"])}\n',
      ),
      'words.py': Buffer.from('def count(text):\n    return len(text.split())\n'),
    });
    await put('words', { exec: { kind: 'python:default', code: Buffer.from(code).toString('base64') } });
    const { json } = await call('words', { text: 'one two three' });
    expect(json.response).toMatchObject({ success: true, result: { words: 3 } });
  });

  it('loads ES modules', async () => {
    await put('esm', source('import { sep } from "node:path";\nexport function main() { return { sep } }'));
    expect((await call('esm')).json.response.result).toEqual({ sep: '/' });
  });

  it('gives init parameters to the environment {runtime-contract.1.init-request.5}', async () => {
    await put('env', {
      ...source('function main(args) { return { secret: process.env.SECRET, args } }'),
      parameters: [{ key: 'SECRET', value: 's3', init: true }],
    });
    expect((await call('env', { a: 1 })).json.response.result).toEqual({ secret: 's3', args: { a: 1 } });
  });

  it('carries unicode and a megabyte', async () => {
    await put('echo', source('function main(args) { return args }'));
    const payload = { '☃': 'é', long: 'x'.repeat(1_000_000) };
    expect((await call('echo', payload)).json.response.result).toEqual(payload);
  });

  it('takes code of 30 MiB', async () => {
    const filler = `/*${'x'.repeat(30 * 1024 * 1024)}*/`;
    await put('large', source(`${filler}\nfunction main() { return { large: true } }`));
    expect((await call('large')).json.response.result).toEqual({ large: true });
    expect((await api('GET', '/actions/large')).json.exec.code.length).toBeGreaterThan(30 * 1024 * 1024);
  });

  describe('that fail', () => {
    const failures: [
      name: string,
      rows: string,
      code: string,
      limits: object | undefined,
      status: string,
      error: unknown,
    ][] = [
      [
        'return an error',
        'errors.7.7',
        'function main() { return { error: "no", other: 1 } }',
        undefined,
        'application error',
        'no',
      ],
      [
        'throw',
        'errors.7.6',
        'function main() { throw new Error("boom") }',
        undefined,
        'action developer error',
        expect.stringContaining('An error has occurred: Error: boom'),
      ],
      [
        'reject',
        'errors.7.7',
        'async function main() { throw new Error("boom") }',
        undefined,
        'application error',
        expect.objectContaining({ message: 'boom' }),
      ],
      [
        'run too long',
        'errors.7.9, runtime-contract.1.answers.14',
        'function main() { return new Promise(() => {}) }',
        { timeout: 500 },
        'action developer error',
        'The action exceeded its time limits of 500 milliseconds.',
      ],
      [
        'block the process',
        'errors.7.9',
        'function main() { for (;;); }',
        { timeout: 500 },
        'action developer error',
        'The action exceeded its time limits of 500 milliseconds.',
      ],
      [
        'exit',
        'errors.7.4',
        'function main() { process.exit(1) }',
        undefined,
        'action developer error',
        'The action did not produce a valid response and exited unexpectedly.',
      ],
      [
        'take too much memory',
        'errors.7.11',
        'function main() { const all = []; for (;;) all.push(new Array(100000).fill(Math.random())) }',
        { memory: 128 },
        'action developer error',
        'The action exhausted its memory and was aborted.',
      ],
      [
        'return too much',
        'errors.7.8, runtime-contract.1.answers.15',
        'function main() { return { big: "x".repeat(2000000) } }',
        undefined,
        'application error',
        expect.stringMatching(
          /^The action produced a response that exceeded the allowed length: 20000\d\d > 1048576 bytes\. The truncated response was: \{"big":"xxx/,
        ),
      ],
      [
        'return no object',
        'errors.7.6',
        'function main() { return 5 }',
        undefined,
        'action developer error',
        'The action did not return a dictionary.',
      ],
      [
        'return null',
        'errors.7.5, runtime-contract.6.12',
        'function main() { return null }',
        undefined,
        'action developer error',
        'The action did not produce a valid JSON or JSON Array response: null',
      ],
      [
        'have a syntax error',
        'errors.7.3',
        'function main( {',
        undefined,
        'action developer error',
        expect.stringMatching(/^Initialization has failed due to: SyntaxError/),
      ],
      [
        'have no entry point',
        'errors.7.3',
        'function other() {}',
        undefined,
        'action developer error',
        expect.stringContaining('Initialization has failed due to'),
      ],
    ];

    it.each(failures)('%s {%s}', async (name, _rows, code, limits, status, error) => {
      const action = name.replaceAll(' ', '-');
      await put(action, source(code, limits));
      const answer = await call(action);
      expect(answer.status).toBe(502);
      expect(answer.json.response).toMatchObject({ success: false, status });
      expect(answer.json.response.result).toEqual({ error });
      expect((await api('GET', `/activations/${answer.json.activationId}`)).json).toMatchObject({
        response: { status },
      });
    });

    it('write without end: the logs are cut, the run goes on', async () => {
      await put(
        'endless',
        source(
          'async function main() { for (let i = 0; i < 40000; i++) console.log("x".repeat(99)); return { done: true } }',
          { logs: 1 },
        ),
      );
      const answer = await call('endless');
      expect(answer.json.response.result).toEqual({ done: true });
      const { logs } = (await api('GET', `/activations/${answer.json.activationId}/logs`)).json;
      expect(logs.at(-1)).toContain(
        'Logs were truncated because the total bytes size exceeds the limit of 1048576 bytes.',
      );
      expect(logs.join('\n').length).toBeLessThan(2 * 1024 * 1024);
    });

    it('have a broken zip {errors.7.3}', async () => {
      await put('broken-zip', {
        exec: { kind: 'nodejs:default', code: Buffer.from('PK\u0003\u0004 not a zip at all').toString('base64') },
      });
      const answer = await call('broken-zip');
      expect(answer.status).toBe(502);
      expect(answer.json.response.result.error).toContain('There was an error uncompressing the action');
    });

    it('leave the next call a fresh container', async () => {
      await put('moody', source('function main({ exit }) { if (exit) process.exit(1); return { fine: true } }'));
      expect((await call('moody')).json.response.success).toBe(true);
      expect((await call('moody', { exit: true })).json.response.success).toBe(false);
      expect((await call('moody')).json.response.success).toBe(true);
    });
  });

  it('records every one of 200 calls made without waiting', async () => {
    await put('many', source('function main({ i }) { return { i } }'));
    const accepted = await Promise.all(Array.from({ length: 200 }, (_, i) => api('POST', '/actions/many', { i })));
    const ids = accepted.map(({ status, json }) => {
      expect(status).toBe(202);
      return json.activationId as string;
    });
    expect(new Set(ids).size).toBe(200);
    const { json } = await until(
      () => api('GET', '/activations?name=many&count=true'),
      ({ json: counted }) => counted.activations >= 200,
      30_000,
    );
    expect(json.activations).toBe(200);
  });
});
