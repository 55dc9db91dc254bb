import { zipSync } from 'fflate';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { crc32, deflateSync, gunzipSync, inflateSync } from 'node:zlib';
import { apiClient, until, type ApiClient } from './api';
import { freshFolder, removeFolder, startPlatform, workspace, type RunningPlatform } from './platform';
import { clientModules, outsideConnections, startClient } from './published-client';

const fixtures = join(workspace, 'apps/e2e/fixtures');
const source = (path: string): string => readFileSync(join(fixtures, path), 'utf8');

/** A zip of a fixture's folder, with these packages of npm in its node_modules; base64. */
function archive(fixture: string, packages: readonly string[] = []): string {
  const entries: Record<string, Uint8Array> = {};
  const add = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      entries[join(prefix, relative(folder, file))] = readFileSync(file);
    }
  };
  add(join(fixtures, fixture), '');
  for (const name of packages) add(join(clientModules, name), join('node_modules', name));
  return Buffer.from(zipSync(entries)).toString('base64');
}

/** Functions as people deploy them: archives, packages of npm, binary data, pipelines, compositions. */
describe('examples', () => {
  let platform: RunningPlatform;
  let api: ApiClient;
  let folder: string;

  beforeAll(async () => {
    folder = freshFolder();
    platform = await startPlatform();
    api = apiClient(platform);
  });

  afterAll(async () => {
    await platform.stop();
    for (const used of [folder, platform.dataFolder]) removeFolder(used);
  });

  const put = async (path: string, body: object): Promise<void> => {
    const { status, text } = await api('PUT', `/${path}?overwrite=true`, body);
    expect({ status, text }).toMatchObject({ status: 200 });
  };
  const call = (name: string, payload: object = {}) =>
    api('POST', `/actions/${name}?blocking=true&result=true`, payload);

  it('an archive with packages of npm', async () => {
    await put('actions/settings', {
      exec: { kind: 'nodejs:default', code: archive('settings', ['js-yaml', 'argparse']) },
    });
    const text = 'region: &here north\nlimits: {memory: 256}\n---\nregion: south\ncopy: [1, 2]\n';
    expect((await call('settings', { text })).json).toEqual({ region: 'south', limits: { memory: 256 }, copy: [1, 2] });
    const { yaml } = (await call('settings', { text, format: 'yaml' })).json;
    expect(yaml).toContain('limits:\n  memory: 256\n');
    const refused = await call('settings', { text: 'a: [' });
    expect(refused.status).toBe(502);
    expect(refused.json.error).toContain('YAMLException');
  });

  it('a web action that takes an image and answers with one', async () => {
    const annotations = ['web-export', 'raw-http'].map((key) => ({ key, value: true }));
    await put('actions/thumbnail', { exec: { kind: 'nodejs:default', code: archive('thumbnail') }, annotations });
    const post = (body: Uint8Array<ArrayBuffer>, type = 'image/png') =>
      fetch(`${platform.apihost}/api/v1/web/guest/default/thumbnail.http`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
    const answer = await post(checkered(64));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    const { width, height, pixels } = readPng(Buffer.from(await answer.arrayBuffer()));
    expect([width, height]).toEqual([32, 32]);
    // Black and white, one pixel each, become one grey.
    expect(new Set(pixels.filter((_, i) => i % 4 !== 3))).toEqual(new Set([127]));
    const broken = await post(new Uint8Array(Buffer.from('not an image')));
    expect([broken.status, await broken.json()]).toEqual([422, { error: 'not a PNG file' }]);
    expect((await post(checkered(2), 'image/gif')).status).toBe(415);
  });

  it('a web action that compresses what it is sent', async () => {
    const code = `exports.main = ({ __ow_body }) => ({
      headers: { 'content-type': 'application/gzip' },
      body: require('zlib').gzipSync(Buffer.from(__ow_body, 'base64')).toString('base64'),
    });`;
    const annotations = ['web-export', 'raw-http'].map((key) => ({ key, value: true }));
    await put('actions/compress', { exec: { kind: 'nodejs:default', code }, annotations });
    const bytes = new Uint8Array(300_000).map((_, i) => (i * i) % 251);
    const answer = await fetch(`${platform.apihost}/api/v1/web/guest/default/compress.http`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    const packed = Buffer.from(await answer.arrayBuffer());
    expect(packed.length).toBeLessThan(bytes.length);
    expect(gunzipSync(packed).equals(bytes)).toBe(true);
  });

  it('a Python package that turns CSV into JSON', async () => {
    await put('actions/sales', { exec: { kind: 'python:default', code: archive('sales') } });
    const csv = 'region,amount\nnorth,10.5\nsouth,4\nnorth, 2\n"east, far",1e2\n';
    expect((await call('sales', { csv })).json).toEqual({
      regions: { 'east, far': 100, north: 12.5, south: 4 },
      rows: expect.arrayContaining([{ region: 'south', amount: 4 }]) as unknown,
    });
    expect((await call('sales', { csv: 'region;amount\nx;1', delimiter: ';' })).json.regions).toEqual({ x: 1 });
    const refused = await call('sales', { csv: 'region,amount\nnorth,many\n' });
    expect(refused.status).toBe(502);
    expect(refused.json.error).toMatchObject({ statusCode: 400, problem: expect.stringContaining('line 2') as string });
  });

  describe('an order pipeline', () => {
    const order = { id: 'A-1', items: [{ price: 10, count: 3 }] };

    it('is a sequence in a package, which holds the tax', async () => {
      await put('packages/orders', { parameters: [{ key: 'vat', value: 19 }] });
      for (const name of ['validate', 'price']) {
        await put(`actions/orders/${name}`, { exec: { kind: 'nodejs:default', code: source(`orders/${name}.js`) } });
      }
      await put('actions/orders/confirm', { exec: { kind: 'python:default', code: source('orders/confirm.py') } });
      const components = ['validate', 'price', 'confirm'].map((name) => `/guest/orders/${name}`);
      await put('actions/orders/process', { exec: { kind: 'sequence', components } });
      expect((await call('orders/process', order)).json).toEqual({
        order: { id: 'A-1', net: 30, gross: 35.7, vat: 19 },
        confirmed: true,
        by: '/guest/orders/confirm',
      });
      const refused = await call('orders/process', { id: 'A-2', items: [] });
      expect([refused.status, refused.json]).toEqual([502, { error: 'order A-2 has no valid items' }]);
    });

    it('starts when a trigger is fired; every step leaves a record with its logs', async () => {
      await put('triggers/ordered', {});
      await put('rules/on-order', { trigger: '/guest/ordered', action: '/guest/orders/process' });
      const fired = (await api('POST', '/triggers/ordered', order)).json.activationId;
      const pipeline = await recordOf(JSON.parse((await recordOf(fired)).logs[0]).activationId);
      expect(pipeline).toMatchObject({ name: 'process', response: { result: { confirmed: true } } });
      const steps = await Promise.all((pipeline.logs as string[]).map(recordOf));
      expect(
        steps.map(({ name, logs }) => [name, logs.map((line: string) => line.slice(line.indexOf(': ') + 2))]),
      ).toEqual([
        ['validate', []],
        ['price', ['order A-1: 30 before tax']],
        ['confirm', ['confirming A-1']],
      ]);
    });

    it('is run for a batch by an action that has the key and the client', async () => {
      const exec = { kind: 'nodejs:default', code: source('orders/dispatch.js') };
      await put('actions/dispatch', { exec, annotations: [{ key: 'provide-api-key', value: true }] });
      const orders = [order, { id: 'A-2' }, { id: 'A-3', items: [{ price: 1, count: 1 }] }];
      expect((await call('dispatch', { orders })).json).toEqual({
        namespace: 'guest',
        confirmed: ['A-1', 'A-3'],
        refused: ['order A-2 has no valid items'],
      });
      await put('actions/dispatch', { exec, annotations: [{ key: 'provide-api-key', value: false }] });
      expect((await call('dispatch', { orders })).json.error).toMatchObject({
        message: expect.stringContaining('Missing api_key') as string,
      });
    });

    const recordOf = async (id: string) =>
      (
        await until(
          () => api('GET', `/activations/${id}`),
          ({ status }) => status === 200,
        )
      ).json;
  });

  it('a composition made and deployed by openwhisk-composer', async () => {
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'order.js'), source('compositions/order.js'));
    writeFileSync(join(folder, '.wskprops'), `APIHOST=${platform.apihost}\nAUTH=${platform.auth}\n`);
    const run = async (script: string, ...args: string[]): Promise<string> => {
      const env = { NODE_PATH: clientModules };
      const { code, output } = await startClient(`openwhisk-composer/bin/${script}.js`, args, {
        folder,
        platform,
        env,
      }).ended();
      expect({ code, output }).toMatchObject({ code: 0 });
      return output;
    };
    writeFileSync(join(folder, 'order.json'), await run('compose', 'order.js'));
    expect(await run('deploy', 'order', 'order.json', '-w')).toContain('ok: created actions');
    const composed = async (items: object[]) => (await call('order', { items })).json;
    expect(await composed([{ price: 10, count: 2 }])).toEqual({ total: 20, reserved: 1 });
    expect(await composed([{ price: 100, count: 2, sold: true }])).toEqual({ total: 180, reserved: 0 });
    expect(await run('deploy', 'order', 'order.json', '-w')).toContain('ok: created actions');
    expect(outsideConnections(folder)).toEqual([]);
  });
});

/** A PNG of black and white pixels, two of each in every square of four. */
function checkered(size: number): Uint8Array<ArrayBuffer> {
  const lines = Array.from({ length: size }, (_, y) => [
    0,
    ...Array.from({ length: size }, (__, x) => ((x + y) % 2 === 0 ? [0, 0, 0, 255] : [255, 255, 255, 255])).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const image = deflateSync(Buffer.from(lines.flat()));
  return new Uint8Array(
    Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', image), chunk('IEND', Buffer.alloc(0))]),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const frame = Buffer.alloc(data.length + 12);
  frame.writeUInt32BE(data.length, 0);
  frame.write(type, 4, 'latin1');
  data.copy(frame, 8);
  frame.writeUInt32BE(crc32(frame.subarray(4, -4)), data.length + 8);
  return frame;
}

/** Reads a PNG whose lines have no filter and whose data is one chunk, right after the header. */
function readPng(file: Buffer): { width: number; height: number; pixels: number[] } {
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  expect(file.toString('latin1', 37, 41)).toBe('IDAT');
  const lines = inflateSync(file.subarray(41, 41 + file.readUInt32BE(33)));
  return { width, height, pixels: [...lines].filter((_, i) => i % (width * 4 + 1) !== 0) };
}
