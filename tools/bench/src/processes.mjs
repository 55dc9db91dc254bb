import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, Pool } from 'undici';

const require = createRequire(import.meta.url);
export const workspace = fileURLToPath(new URL('../../..', import.meta.url));
export const NOOP = 'function main() { return { ok: true } }';
const proxy = require.resolve('@whisker/runtime-nodejs/proxy');

export const freshFolder = () => mkdtempSync(join(tmpdir(), 'whisker-bench-'));

function stop(child, folder) {
  return new Promise((resolve) => {
    child.once('exit', () => {
      if (folder) rmSync(folder, { recursive: true, force: true });
      resolve();
    });
    child.kill('SIGTERM');
  });
}

const firstLine = (stream) => new Promise((resolve) => createInterface({ input: stream }).once('line', resolve));

/** The built platform in its own process. */
export async function startPlatform({ dataFolder = freshFolder(), flags = [], env = {} } = {}) {
  const child = spawn(
    process.execPath,
    [join(workspace, 'dist/whisker/main.cjs'), 'up', '--json', '--port', '0', '--data', dataFolder, ...flags],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    },
  );
  const { apihost, auth, pid } = JSON.parse(await firstLine(child.stdout));
  return { apihost, auth, pid, dataFolder, stop: (keep = false) => stop(child, keep ? undefined : dataFolder) };
}

/** The action proxy alone, on a unix socket, without a sandbox. */
export async function startProxy() {
  const folder = freshFolder();
  const socket = join(folder, 'proxy.sock');
  const child = spawn(process.execPath, [proxy], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, __OW_LISTEN_SOCKET: socket, __OW_READY_FD: '3', __OW_ALLOW_CONCURRENT: 'true' },
  });
  await firstLine(child.stdio[3]);
  const client = new Client('http://localhost', { socketPath: socket });
  await post(client, '/init', { value: { name: 'noop', main: 'main', code: NOOP, binary: false, env: {} } });
  await client.close();
  return { socket, stop: () => stop(child, folder) };
}

/** A bare Fastify server, in its own process, that hands a request to the proxy with undici and its answer back. */
export async function startBareServer(socket) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('bare-server.mjs', import.meta.url)), socket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { url: await firstLine(child.stdout), stop: () => stop(child) };
}

/** Sends JSON and reads the whole answer. @throws unless the status is 200 or the expected one */
export async function post(client, path, ...[body, { headers = {}, status = 200, method = 'POST' } = {}]) {
  const { statusCode, body: answer } = await client.request({
    method,
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  if (statusCode !== status) throw new Error(`${method} ${path}: ${statusCode} ${text.slice(0, 300)}`);
  return text;
}

export const poolTo = (url, connections, options = {}) => new Pool(url, { connections, pipelining: 1, ...options });

export const basic = (auth) => ({ authorization: `Basic ${Buffer.from(auth).toString('base64')}` });

/** Creates an action on a platform. */
export async function putAction(platform, name, { code = NOOP, ...more } = {}) {
  const pool = poolTo(platform.apihost, 1);
  await post(
    pool,
    `/api/v1/namespaces/_/actions/${name}?overwrite=true`,
    { exec: { kind: 'nodejs:default', code }, ...more },
    { headers: basic(platform.auth), method: 'PUT' },
  );
  await pool.close();
}
