import { readdirSync } from 'node:fs';
import type { ContainerDriverTraits } from './container-driver-under-test';
import { resultOf, type DriverStage } from './driver-stage';

/** Evaluates an expression. */
const EVALUATING =
  'const fs = require("fs"), os = require("os"); function main({ code }) { return { value: eval(code) } }';

/** What an action may see and touch. */
export function isolationCases(stage: DriverStage, { isolated }: ContainerDriverTraits): void {
  const evaluate = async (container: Awaited<ReturnType<DriverStage['create']>>, code: string): Promise<unknown> =>
    (await resultOf(container, { code }))['value'];

  it('passes nothing of the platform’s environment on', async () => {
    const container = await stage.start(EVALUATING);
    const environment = await evaluate(
      container,
      'fs.readFileSync("/proc/self/environ", "utf8") + JSON.stringify(process.env)',
    );
    expect(environment).not.toContain(stage.current.platformSecret);
    expect(await evaluate(container, 'process.env.__OW_ALLOW_CONCURRENT')).toBe('false');
  });

  it('lets an action write to its working, home and temporary folders, and finds it again', async () => {
    const container = await stage.start(EVALUATING);
    const folders = '[process.cwd(), process.env.HOME, os.tmpdir()]';
    await evaluate(container, `${folders}.map((folder) => fs.writeFileSync(folder + '/kept', 'text'))`);
    expect(await evaluate(container, `${folders}.map((folder) => fs.readFileSync(folder + '/kept', 'utf8'))`)).toEqual([
      'text',
      'text',
      'text',
    ]);
  });

  it('starts each container with empty folders', async () => {
    const first = await stage.start(EVALUATING);
    await evaluate(first, 'fs.writeFileSync("left", "")');
    const second = await stage.start(EVALUATING);
    expect(await evaluate(second, 'fs.readdirSync(".")')).toEqual([]);
  });

  if (isolated) isolatedCases(stage, evaluate);
}

type Evaluate = (container: Awaited<ReturnType<DriverStage['create']>>, code: string) => Promise<unknown>;

function isolatedCases(stage: DriverStage, evaluate: Evaluate): void {
  it('does not show the platform’s data', async () => {
    const { dataFolder } = stage.current;
    expect(readdirSync(dataFolder)).not.toEqual([]);
    const container = await stage.start(EVALUATING);
    expect(
      await evaluate(
        container,
        `fs.existsSync(${JSON.stringify(dataFolder)}) && fs.readdirSync(${JSON.stringify(dataFolder)}).length`,
      ),
    ).toBeFalsy();
  });

  it('does not show one container another one’s files and processes', async () => {
    const [first, second] = await Promise.all([stage.start(EVALUATING), stage.start(EVALUATING)]);
    for (const folder of ['process.cwd()', 'os.tmpdir()', '"/dev/shm"']) {
      await evaluate(first, `fs.writeFileSync(${folder} + '/secret-file', 'secret')`);
      expect(await evaluate(second, `fs.existsSync(${folder} + '/secret-file')`)).toBe(false);
    }
    const processes = 'fs.readdirSync("/proc").filter((name) => Number(name) > 0).length';
    expect(await evaluate(second, processes)).toBeLessThan(10);
  });

  it('runs as no root and without capabilities', async () => {
    const container = await stage.start(EVALUATING);
    expect(await evaluate(container, 'process.getuid()')).not.toBe(0);
    const status = (await evaluate(container, 'fs.readFileSync("/proc/self/status", "utf8")')) as string;
    expect(status).toMatch(/^CapEff:\s+0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  });

  const writable = [
    '/usr/x',
    '/etc/x',
    '/x',
    '/proc/sys/kernel/core_pattern',
    '/proc/sysrq-trigger',
    '/proc/irq/default_smp_affinity',
  ];
  it.each(writable)('does not let an action open %s for writing', async (path) => {
    const container = await stage.start(EVALUATING);
    // Opened only: should it succeed, the machine is as before.
    const attempt = `(() => { try { fs.openSync(${JSON.stringify(path)}, 'a'); return 'opened' } catch (error) { return error.code } })()`;
    expect(await evaluate(container, attempt)).toMatch(/^(EROFS|EACCES|EPERM|ENOENT)$/);
  });
}
