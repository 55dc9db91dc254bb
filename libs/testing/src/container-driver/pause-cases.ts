import { resultOf, type DriverStage } from './driver-stage';

/** Ticks in the background and tells its longest pause. */
const TICKING = `
let last = performance.now(), longest = 0, ticks = 0;
setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; ticks++ }, 5);
async function main({ awaited = 0 }) {
  const until = ticks + awaited;
  while (ticks < until) await new Promise((resolve) => setTimeout(resolve, 5));
  const told = { longest, ticks };
  longest = 0;
  return told;
}`;

/** A child in a session of its own that ticks the same way. */
const TICKING_CHILD = `
const code = "let last = performance.now(), longest = 0; setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last); last = now }, 5); process.on('message', () => process.send({ longest }))";
const child = require('child_process').spawn(process.execPath, ['-e', code], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
function main() { return new Promise((resolve) => { child.once('message', resolve); child.send({}) }) }`;

/** Freezing and going on. */
export function pauseCases(stage: DriverStage): void {
  /** Pauses a container for as long as it takes to start another one. Returns the time, ms. */
  const pauseFor = async (container: Awaited<ReturnType<DriverStage['create']>>): Promise<number> => {
    await container.pause();
    const paused = performance.now();
    await stage.create();
    const ms = performance.now() - paused;
    await container.resume();
    return ms;
  };

  it('makes no progress while paused, and runs on after', async () => {
    const container = await stage.start(TICKING);
    await resultOf(container, { awaited: 3 });
    const ms = await pauseFor(container);
    const { longest } = (await resultOf(container, { awaited: 2 })) as { longest: number };
    expect(longest).toBeGreaterThanOrEqual(ms * 0.9);
  });

  it('pauses what an action started too', async () => {
    const container = await stage.start(TICKING_CHILD);
    await resultOf(container);
    const ms = await pauseFor(container);
    const { longest } = (await resultOf(container)) as { longest: number };
    expect(longest).toBeGreaterThanOrEqual(ms * 0.9);
  });

  it('can be paused and resumed again and again', async () => {
    const container = await stage.start('let n = 0; function main() { return { n: ++n } }');
    for (let n = 1; n <= 5; n++) {
      await container.pause();
      await container.resume();
      await expect(resultOf(container)).resolves.toEqual({ n });
    }
  });

  it('can be destroyed while paused', async () => {
    const container = await stage.start(TICKING);
    await container.pause();
    await container.destroy();
  });
}
