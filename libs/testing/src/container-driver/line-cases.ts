import type { ContainerDriverTraits } from './container-driver-under-test';
import { CALL, logsOf, printed, resultOf, run, type DriverStage } from './driver-stage';

/** `ms`: it answers so much later; `exit`: it ends the container. */
const ACTION = `
let running = 0;
async function main({ n, ms = 0, exit = false }) {
  running += 1;
  console.log('run ' + n);
  if (exit) process.exit(7);
  await new Promise((resolve) => setTimeout(resolve, ms));
  running -= 1;
  return { n, alone: running === 0 };
}`;

/** Runs that stand in a container's own line. */
export function lineCases(stage: DriverStage, traits: ContainerDriverTraits): void {
  if (!traits.line) return;

  it('begins runs in line one after the other, and keeps their logs apart', async () => {
    const container = await stage.start(ACTION);
    expect(container.lineRoom).toBeGreaterThanOrEqual(5);
    const numbers = [1, 2, 3, 4, 5];
    const answers = await Promise.all(numbers.map((n) => resultOf(container, { n })));
    expect(answers).toEqual(numbers.map((n) => ({ n, alone: true })));
    for (const n of numbers) expect(printed(await logsOf(container))).toEqual([`stdout: run ${n}`]);
  });

  it('did not run what stood behind a run that ended the container', async () => {
    const container = await stage.start(ACTION);
    const answers = await Promise.all([run(container, { n: 1, exit: true }), run(container, { n: 2 })]);
    expect(answers.map(({ type }) => type)).toEqual(['disconnected', 'not-run']);
    expect(container.lineRoom).toBe(0);
    expect(await run(container, { n: 3 })).toMatchObject({ type: 'not-run' });
  });

  it('did not run what stood behind a run that exceeded its time', async () => {
    const container = await stage.start('function main({ busy }) { while (busy); return {}; }');
    const late = run(container, { busy: true }, { ...CALL, timeout: 300 });
    const behind = run(container, {});
    expect((await late).type).toBe('timed-out');
    expect((await behind).type).toBe('not-run');
  });

  it('gives back what stands behind a run that lasts, and goes on after it', async () => {
    const container = await stage.start(ACTION);
    const order: string[] = [];
    const lasting = resultOf(container, { n: 1, ms: 1000 }).finally(() => order.push('lasting'));
    const behind = await run(container, { n: 2 }).finally(() => order.push('behind'));
    expect(behind.type).toBe('not-run');
    expect(container.lineRoom).toBe(0);
    expect(await lasting).toEqual({ n: 1, alone: true });
    expect(order).toEqual(['behind', 'lasting']);
    expect(await resultOf(container, { n: 3 })).toEqual({ n: 3, alone: true });
    expect(printed(await logsOf(container))).toEqual(['stdout: run 1']);
    expect(printed(await logsOf(container))).toEqual(['stdout: run 3']);
  });

  it('has no line where runs may overlap', async () => {
    const container = await stage.start(ACTION, { concurrency: 2 });
    expect(container.lineRoom).toBe(0);
  });
}
