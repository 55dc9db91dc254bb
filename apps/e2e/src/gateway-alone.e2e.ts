import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freshFolder, removeFolder, workspace } from './platform';

const AUTHORIZATION = `Basic ${Buffer.from('op:long enough').toString('base64')}`;

interface RunningGateway {
  readonly url: string;
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** The built gateway in a process of its own. */
async function startGateway(folder: string, env: Readonly<Record<string, string>> = {}): Promise<RunningGateway> {
  const child = spawn(process.execPath, [join(workspace, 'dist/gateway/main.cjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      WHISKER_GATEWAY_PORT: '0',
      WHISKER_GATEWAY_DATA: folder,
      WHISKER_GATEWAY_USER: 'op',
      WHISKER_GATEWAY_PASSWORD: 'long enough',
      ...env,
    },
  });
  const { url } = JSON.parse(await firstLine(child)) as { url: string };
  return {
    url,
    stop: (signal) =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill(signal);
      }),
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the gateway ended with code ${code}`)));
  });
}

describe('the gateway alone', () => {
  let folder: string;
  let backend: Server;
  let origin: string;

  beforeAll(async () => {
    folder = freshFolder();
    backend = createServer((request, response) => response.end(`${request.method} ${request.url}`));
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    backend.closeAllConnections();
    await new Promise((resolve) => backend.close(resolve));
    removeFolder(folder);
  });

  const document = (target: string) => ({
    swagger: '2.0',
    basePath: '/b',
    info: { title: 'B' },
    paths: { '/x': { get: { operationId: 'x' } } },
    'x-gateway-configuration': { assembly: { execute: [{ invoke: { 'target-url': target, verb: 'keep' } }] } },
  });

  const create = (url: string, target: string) =>
    fetch(`${url}/v2/team%20a/apis`, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION },
      body: JSON.stringify(document(target)),
    });

  it('serves what it was told, also after a kill', async () => {
    const first = await startGateway(folder, { WHISKER_GATEWAY_PUBLIC_URL: 'https://apis.example/' });
    const created = await create(first.url, `${origin}/back`);
    expect([created.status, await created.json()]).toEqual([
      200,
      expect.objectContaining({ managed_url: 'https://apis.example/api/team%20a/b' }),
    ]);
    expect(await (await fetch(`${first.url}/api/team%20a/b/x/more?q=1`)).text()).toBe('GET /back/more?q=1');
    expect(await (await fetch(`${first.url}/health/ready`)).json()).toEqual({ status: 'up' });
    await first.stop('SIGKILL');
    const second = await startGateway(folder);
    expect(await (await fetch(`${second.url}/api/team%20a/b/x`)).text()).toBe('GET /back');
    expect(await second.stop('SIGTERM')).toBe(0);
  });

  it('calls only the hosts it may, and where it is told', async () => {
    const own = freshFolder();
    const gateway = await startGateway(own, {
      WHISKER_GATEWAY_TARGET_HOSTS: 'api.example',
      WHISKER_GATEWAY_BACKEND: origin,
    });
    const refused = await create(gateway.url, `${origin}/x`);
    expect([refused.status, ((await refused.json()) as { message: string }).message]).toEqual([
      422,
      `Error: This gateway is not allowed to call the host '${origin.slice(7)}'.`,
    ]);
    expect((await create(gateway.url, 'https://api.example/inside')).status).toBe(200);
    expect(await (await fetch(`${gateway.url}/api/team%20a/b/x`)).text()).toBe('GET /inside');
    expect(await gateway.stop('SIGTERM')).toBe(0);
    removeFolder(own);
  });

  it('says what is missing', async () => {
    await expect(startGateway(folder, { WHISKER_GATEWAY_PASSWORD: '' })).rejects.toThrow('ended with code 2');
  });
});
