import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { zipSync } from 'fflate';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Container } from '@whisker/container-pool';
import { Json, Runtimes } from '@whisker/entities';
import { startTime } from './process-tree';
import { ProcessDriver, type ProcessDriverOptions } from './index';

const kind = `nodejs:${process.versions.node.split('.')[0]}`;
const SPEC = { kind, memoryMb: 256, concurrency: 1 };
const CALL = { timeout: 20_000, maxBytes: 1 << 20, truncation: 100 };

describe('ProcessDriver', () => {
  jest.setTimeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'whisker-driver-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const drivers: ProcessDriver[] = [];
  afterEach(() => Promise.all(drivers.splice(0).map((driver) => driver.close())));
  let states = 0;

  async function open(options: Partial<ProcessDriverOptions> = {}) {
    const stateFolder = options.stateFolder ?? join(folder, `state-${states++}`);
    const runtimes = Runtimes.parse({ runtimes: { nodejs: [{ kind }] } });
    const searchPath = process.env['PATH'] ?? '';
    const driver = await ProcessDriver.open({ stateFolder, runtimes, apiHost: 'api', searchPath, ...options });
    drivers.push(driver);
    const [run = ''] = readdirSync(join(stateFolder, 'containers'));
    return { driver, stateFolder, run: join(stateFolder, 'containers', run) };
  }

  async function start(driver: ProcessDriver, code: string): Promise<Container> {
    const container = await driver.create(SPEC);
    await container.init({ name: 'a', main: 'main', code, binary: false, env: {} }, CALL);
    return container;
  }

  async function result(container: Container): Promise<unknown> {
    const answer = await container.run(Json.emptyObject, {}, CALL);
    return answer.type === 'answered' ? JSON.parse(answer.body) : answer;
  }

  it.each(['off', 'required'] as const)(
    'bounds the files of a run that writes without end, isolation: %s',
    async (isolation) => {
      const { driver, run } = await open({ isolation, maxLogBytes: 1 << 20 });
      const container = await start(
        driver,
        'function main() { const line = "x".repeat(65535) + "\\n"; for (;;) process.stdout.write(line) }',
      );
      let largest = 0;
      const file = join(run, container.id, 'stdout.log');
      const measure = setInterval(() => (largest = Math.max(largest, statSync(file).size)), 5);
      await expect(container.run(Json.emptyObject, {}, { ...CALL, timeout: 1000 })).resolves.toMatchObject({
        type: 'timed-out',
      });
      clearInterval(measure);
      expect(largest).toBeLessThan(200 << 20);
      const { lines, truncated } = await container.collectLogs({ limitBytes: 200_000, waitForMark: false });
      expect({ lines: lines.length, truncated }).toEqual({ lines: 4, truncated: true });
    },
  );

  it.each(['off', 'required'] as const)(
    'works below a folder too deep for a socket, isolation: %s',
    async (isolation) => {
      const stateFolder = join(folder, 'deep-'.repeat(20), 'deep-'.repeat(20), isolation);
      const { driver } = await open({ isolation, stateFolder });
      const container = await start(driver, 'function main() { return { deep: true } }');
      await expect(result(container)).resolves.toEqual({ deep: true });
      const elsewhere = join(dirname(dirname(stateFolder)), 'x');
      expect(existsSync(elsewhere)).toBe(false);
    },
  );

  it('reaches the proxy only, whatever the action puts in place of its socket', async () => {
    const { driver, run } = await open();
    const container = await start(driver, 'function main() { return { mine: true } }');
    let reached = 0;
    const other = createServer((_request, response) => response.end(`${++reached}`));
    const target = join(folder, 'other');
    await new Promise<void>((resolve) => other.listen(target, resolve));
    const socket = join(run, container.id, 'socket/s');
    renameSync(socket, `${socket}-moved`);
    symlinkSync(target, socket);
    await expect(result(container)).resolves.toEqual({ mine: true });
    expect(reached).toBe(0);
    other.close();
  });

  it('removes files and processes when closed', async () => {
    const { driver, run, stateFolder } = await open();
    const container = await start(driver, 'function main() { return { pid: process.pid } }');
    const {
      process: { pid },
    } = JSON.parse(
      await import('node:fs').then(({ readFileSync }) => readFileSync(join(run, container.id, 'process.json'), 'utf8')),
    ) as { process: { pid: number } };
    expect(startTime(pid)).toMatch(/\d/);
    const starting = driver.create(SPEC);
    await Promise.all([driver.close(), expect(starting).rejects.toThrow()]);
    expect(startTime(pid)).toBeUndefined();
    expect(readdirSync(join(stateFolder, 'containers'))).toEqual([]);
    await expect(driver.create(SPEC)).rejects.toThrow('closed');
  });

  it('removes the folder of a container that was destroyed', async () => {
    const { driver, run } = await open();
    const container = await start(driver, 'function main() { return {} }');
    await container.destroy();
    await expect(container.collectLogs({ limitBytes: 1, waitForMark: true })).resolves.toMatchObject({
      lines: [],
      incomplete: true,
    });
    await driver.close();
    expect(existsSync(join(run, container.id))).toBe(false);
  });

  it('tells why a container did not start', async () => {
    const broken = join(folder, 'broken.cjs');
    writeFileSync(broken, 'throw new Error("no proxy today")');
    const { driver, run } = await open({ proxies: { nodejs: broken }, isolation: 'off' });
    await expect(driver.create(SPEC)).rejects.toMatchObject({
      fault: 'platform',
      message: expect.stringContaining('no proxy today') as string,
    });
    const silent = join(folder, 'silent.cjs');
    writeFileSync(silent, 'setInterval(() => {}, 1000)');
    const slow = await open({ proxies: { nodejs: silent }, startTimeout: 300 });
    await expect(slow.driver.create(SPEC)).rejects.toThrow('does not listen after 300 ms');
    await Promise.all([driver.close(), slow.driver.close()]);
    expect(existsSync(run)).toBe(false);
  });

  it('serves no kind without a proxy, an interpreter or a manifest entry', async () => {
    const runtimes = Runtimes.parse({
      runtimes: { nodejs: [{ kind, default: true }, { kind: 'nodejs:6' }], java: [{ kind: 'java:8' }] },
    });
    const { driver } = await open({ runtimes });
    expect(driver.kinds).toEqual([kind]);
    const container = await driver.create({ ...SPEC, kind: 'nodejs:default' });
    expect(container.spec.kind).toBe('nodejs:default');
  });

  it('adds configured variables and asks for the host when it is needed', async () => {
    let host = 'not yet';
    const { driver } = await open({ apiHost: () => host, environment: { EXTRA: 'given', PATH: 'ignored' } });
    host = 'http://now:1';
    const container = await start(
      driver,
      'function main() { const { EXTRA, __OW_API_HOST, PATH } = process.env; return { EXTRA, __OW_API_HOST, path: PATH.includes("ignored") } }',
    );
    await expect(result(container)).resolves.toEqual({ EXTRA: 'given', __OW_API_HOST: 'http://now:1', path: false });
  });

  it.each(['off', 'required'] as const)(
    'gives Node.js actions the openwhisk client, as source, module and archive, isolation: %s',
    async (isolation) => {
      const { driver, stateFolder } = await open({ isolation });
      const look =
        "require.resolve('openwhisk'), typeof require('openwhisk')({ apihost: 'h', api_key: 'k' }).actions.invoke";
      const script = await start(driver, `function main() { return { found: [${look}] } }`);
      const root = isolation === 'off' ? realpathSync(join(stateFolder, 'modules')) : '/node_modules';
      await expect(result(script)).resolves.toEqual({ found: [expect.stringContaining(root), 'function'] });
      const module = await start(
        driver,
        "import openwhisk from 'openwhisk'; export const main = () => ({ found: typeof openwhisk })",
      );
      await expect(result(module)).resolves.toEqual({ found: 'function' });
      const archive = await driver.create(SPEC);
      const zip = zipSync({ 'index.js': Buffer.from(`exports.main = () => ({ found: [${look}] })`) });
      const code = Buffer.from(zip).toString('base64');
      await archive.init({ name: 'a', main: 'main', code, binary: true, env: {} }, CALL);
      await expect(result(archive)).resolves.toEqual({ found: [expect.stringContaining(root), 'function'] });
    },
  );

  it('sandboxes also what only this user may read', async () => {
    const packaged = dirname(require.resolve('@whisker/runtime-nodejs/proxy'));
    const proxy = join(folder, 'private-proxy');
    mkdirSync(proxy);
    cpSync(packaged, proxy, { recursive: true });
    chmodSync(proxy, 0o700);
    const { driver } = await open({ isolation: 'required', proxies: { nodejs: join(proxy, 'proxy.cjs') } });
    expect(driver.warnings).toHaveLength(process.getuid?.() === 0 ? 1 : 0);
    const container = await start(
      driver,
      `function main() {
      try { require('fs').openSync('/proc/sys/kernel/core_pattern', 'a'); return { opened: true } } catch ({ code }) { return { code, uid: process.getuid() } }
    }`,
    );
    await expect(result(container)).resolves.toEqual({ code: 'EROFS', uid: 64_999 });
  });

  it('warns when nothing isolates actions, and does not start when it must', async () => {
    const { driver } = await open({ searchPath: join(folder, 'empty') });
    expect(driver.isolated).toBe(false);
    expect(driver.warnings).toEqual([expect.stringContaining('bubblewrap')]);
    await expect(open({ searchPath: join(folder, 'empty'), isolation: 'required' })).rejects.toThrow(
      /Isolation is required.*bubblewrap/,
    );
  });
});
