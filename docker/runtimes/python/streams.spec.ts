import { join } from 'node:path';
import {
  activationLogs,
  pythonOnPath,
  pythonStreams,
  runtimeForEachTest,
  runtimeStreamContract,
  startProcess,
} from '@whisker/testing';
import { buffer, text } from 'node:stream/consumers';

jest.setTimeout(30_000);

const PATH = process.env.PATH ?? '';
const command = pythonOnPath(PATH);
const args = ['-B', join(__dirname, 'proxy.py')];
const start = () => startProcess({ command, args, env: { PATH } });

runtimeStreamContract('the python proxy', { start, samples: pythonStreams });

describe('the python proxy', () => {
  const current = runtimeForEachTest(start);

  it('streams a file', async () => {
    const code = 'def main(args):\n    return {"body": open(__file__, "rb")}\n';
    await current().init({ code });
    expect(await text(await current().stream({ value: {} }))).toBe(`{}\n${code}`);
  });

  it("tells an action's own OSError from one of the connection", async () => {
    await current().init({ code: 'def main(args):\n    yield "a"\n    open("/nowhere/at/all")\n' });
    const answer = await current().stream({ value: {} });
    expect((await buffer(answer)).toString()).toBe('{}\na');
    expect(answer.trailers['x-whisker-stream-error']).toMatch(/No such file or directory/);
  });

  it('ends with an action that ends the process', async () => {
    await current().init({ code: 'import sys\ndef main(args):\n    yield "a"\n    sys.exit(3)\n' });
    await expect(buffer(await current().stream({ value: {} }))).rejects.toThrow('aborted');
    expect(await current().ended).toMatchObject({ code: 3 });
    await activationLogs(current(), 1);
  });
});
