import { randomUUID } from 'node:crypto';
import { eventually } from './eventually';
import { processesNamed } from './host-processes';
import { resultOf, run, type DriverStage } from './driver-stage';

/** Starts a child in a session of its own and, if told, a second one whose parent ends at once. */
const SPAWNING = `
const { spawn } = require('child_process');
const idle = 'setInterval(() => {}, 1000)';
function main({ mark, orphan, exit }) {
  const detached = { detached: true, stdio: 'ignore' };
  if (orphan) {
    const code = \`require('child_process').spawn(process.execPath, ['-e', \${JSON.stringify(idle)}, \${JSON.stringify(mark)}], { detached: true, stdio: 'ignore' }).unref()\`;
    spawn(process.execPath, ['-e', code], detached).unref();
  } else spawn(process.execPath, ['-e', idle, mark], detached).unref();
  if (exit) return new Promise(() => setTimeout(() => process.exit(1), 400));
  return {};
}`;

/** How containers end. */
export function endCases(stage: DriverStage): void {
  it.each([false, true])('kills what an action started, orphans: %s', async (orphan) => {
    const mark = `mark-${randomUUID()}`;
    const container = await stage.start(SPAWNING);
    await resultOf(container, { mark, orphan });
    // Of an orphan the short-lived parent bears the mark too.
    await eventually('the child runs', async () => (await processesNamed(mark)).length === 1);
    await container.destroy();
    await expect(processesNamed(mark)).resolves.toEqual([]);
  });

  it('leaves nothing behind when the action ends its own container', async () => {
    const mark = `mark-${randomUUID()}`;
    const container = await stage.start(SPAWNING);
    const answer = run(container, { mark, exit: true });
    await eventually('the child runs', async () => (await processesNamed(mark)).length > 0);
    await expect(answer).resolves.toMatchObject({ type: 'disconnected', outOfMemory: false });
    await container.exited;
    await eventually('the child is gone', async () => (await processesNamed(mark)).length === 0);
  });

  it('breaks off a run in progress when destroyed', async () => {
    const container = await stage.start('function main() { return new Promise(() => {}) }');
    const answer = run(container);
    await container.destroy();
    await expect(answer).resolves.toMatchObject({ type: 'disconnected', outOfMemory: false });
  });

  it('can be destroyed twice, and after it ended', async () => {
    const container = await stage.start('function main() { process.exit(0) }');
    await Promise.all([container.destroy(), container.destroy()]);
    const ended = await stage.start('function main() { process.exit(0) }');
    await run(ended);
    await ended.destroy();
  });

  it('does not report an end that it was told to make', async () => {
    const container = await stage.start('function main() { return {} }');
    let reported = false;
    void container.exited.then(() => (reported = true));
    await container.destroy();
    // Time enough for a wrong report: another container is made meanwhile.
    await stage.create();
    expect(reported).toBe(false);
  });
}
