import type { ContainerDriverTraits } from './container-driver-under-test';
import { CALL, resultOf, run, type DriverStage } from './driver-stage';

const ENDLESS = {
  nodejs: 'function main() { for (;;); }',
  python: 'def main(args):\n    while True: pass\n',
};

const HUNGRY = {
  'the heap': 'function main() { const all = []; for (;;) all.push(new Array(1000).fill(all.length)) }',
  'memory outside the heap': 'function main() { const all = []; for (;;) all.push(Buffer.alloc(8 << 20, 1)) }',
};

/** Size, time and memory. */
export function limitCases(stage: DriverStage, traits: ContainerDriverTraits): void {
  const languages = traits.python ? (['nodejs', 'python'] as const) : (['nodejs'] as const);

  it('cuts a result that is too large and stays usable', async () => {
    const container = await stage.start('function main({ size }) { return { text: "x".repeat(size) } }');
    const options = { maxBytes: 5000, truncation: 100 };
    const answer = await run(container, { size: 9000 }, options);
    expect(answer).toMatchObject({ type: 'too-large', status: 200, size: 9011 });
    expect(answer).toHaveProperty('body', `{"text":"${'x'.repeat(91)}`);
    await expect(run(container, { size: 4989 }, options)).resolves.toMatchObject({ type: 'answered', size: 5000 });
  });

  it.each(languages)('gives up a run of %s after its time', async (language) => {
    const container = await stage.start(ENDLESS[language], { kind: stage.kind(language) });
    const answer = await run(container, {}, { timeout: 300 });
    expect(answer.type).toBe('timed-out');
    expect(answer.ms).toBeGreaterThanOrEqual(300);
    expect(answer.ms).toBeLessThan(3000);
    await container.destroy();
  });

  it('gives up an init after its time', async () => {
    const container = await stage.create();
    const request = { name: 'slow', main: 'main', code: 'for (;;);', binary: false, env: {} };
    await expect(container.init(request, { ...CALL, timeout: 300 })).resolves.toMatchObject({ type: 'timed-out' });
  });

  it.each(Object.entries(HUNGRY))('ends a container that uses up %s, and says so', async (_what, code) => {
    const container = await stage.start(code, { memoryMb: 128 });
    await expect(run(container)).resolves.toMatchObject({ type: 'disconnected', outOfMemory: true });
    await expect(container.exited).resolves.toEqual({ outOfMemory: true });
  });

  it('counts the memory of processes an action starts', async () => {
    const container = await stage.start(
      `function main() {
        const hungry = 'const all = []; for (;;) all.push(Buffer.alloc(8 << 20, 1))';
        const child = require('child_process').spawn(process.execPath, ['-e', hungry]);
        return new Promise((resolve) => child.on('exit', (code, signal) => resolve({ signal })));
      }`,
      { memoryMb: 128 },
    );
    // Whether the whole container ends or only the process that took too much is the driver's choice.
    const answer = await run(container);
    const ended =
      answer.type === 'disconnected'
        ? answer.outOfMemory
        : answer.type === 'answered' && answer.body.includes('SIGKILL');
    expect(ended).toBe(true);
  });

  it('does not blame memory for an exit', async () => {
    const container = await stage.start('function main() { process.exit(3) }');
    await expect(run(container)).resolves.toMatchObject({ type: 'disconnected', outOfMemory: false });
    await expect(container.exited).resolves.toEqual({ outOfMemory: false });
    await expect(run(container)).resolves.toMatchObject({ type: 'not-run' });
  });

  it('notices an exit while loading', async () => {
    const container = await stage.create();
    const request = { name: 'exits', main: 'main', code: 'process.exit(1)', binary: false, env: {} };
    await expect(container.init(request, CALL)).resolves.toMatchObject({ type: 'disconnected', outOfMemory: false });
  });

  it('runs on in other containers when one dies', async () => {
    const [dying, living] = await Promise.all([
      stage.start('function main() { process.abort() }'),
      stage.start('function main() { return { alive: true } }'),
    ]);
    await run(dying);
    await expect(resultOf(living)).resolves.toEqual({ alive: true });
  });
}
