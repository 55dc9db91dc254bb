import type { ContainerDriverTraits } from './container-driver-under-test';
import { CALL, logsOf, printed, resultOf, run, type DriverStage } from './driver-stage';

const PRINTING = {
  nodejs: 'function main({ n }) { console.log("out " + n); console.error("err " + n); return {} }',
  python: `
import sys
def main(args):
    print("out", args["n"])
    print("err", args["n"], file=sys.stderr)
    return {}
`,
};

/** Output of actions. */
export function logCases(stage: DriverStage, traits: ContainerDriverTraits): void {
  const languages = traits.python ? (['nodejs', 'python'] as const) : (['nodejs'] as const);

  it.each(languages)('separates the logs of the runs of %s', async (language) => {
    const container = await stage.start(PRINTING[language], { kind: stage.kind(language) });
    for (const n of [1, 2]) {
      await resultOf(container, { n });
      const logs = await logsOf(container);
      expect(logs).toMatchObject({ truncated: false, incomplete: false });
      expect(printed(logs).sort()).toEqual([`stderr: err ${n}`, `stdout: out ${n}`]);
    }
  });

  it.each(languages)('has the logs of a failed init of %s', async (language) => {
    const container = await stage.create({ kind: stage.kind(language) });
    await container.init({ name: 'bad', main: 'main', code: 'this is no code(', binary: false, env: {} }, CALL);
    const { lines, truncated } = await container.collectLogs({ limitBytes: 1_000_000, waitForMark: false });
    expect(truncated).toBe(false);
    expect(lines.every(({ text }) => !text.includes('XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX'))).toBe(true);
  });

  it('keeps empty lines, a last line without end, and text that is not UTF-8', async () => {
    const container = await stage.start(`function main() {
      process.stdout.write('one\\n\\nthree');
      process.stderr.write(Buffer.from([0x61, 0xff, 0x62, 0x0a]));
      return {};
    }`);
    await resultOf(container);
    const logs = await logsOf(container);
    expect(printed(logs).filter((line) => line.startsWith('stdout'))).toEqual([
      'stdout: one',
      'stdout: ',
      'stdout: three',
    ]);
    expect(printed(logs).filter((line) => line.startsWith('stderr'))).toEqual(['stderr: a\uFFFDb']);
  });

  it('gives the lines of a long run the time they were written', async () => {
    const container = await stage.start(`async function main() {
      console.log('first ' + Date.now());
      await new Promise((resolve) => setTimeout(resolve, 400));
      console.error('second ' + Date.now());
      return {};
    }`);
    await resultOf(container);
    const { lines } = await logsOf(container);
    expect(lines.map(({ text }) => text.split(' ')[0])).toEqual(['first', 'second']);
    for (const { time, text } of lines) expect(Math.abs(time - Number(text.split(' ')[1]))).toBeLessThan(200);
  });

  it('cuts logs at the limit, and only those of that run', async () => {
    const container = await stage.start(
      `function main({ lines }) { for (let i = 0; i < lines; i++) console.log('x'.repeat(99)); return {} }`,
    );
    await resultOf(container, { lines: 1000 });
    const cut = await logsOf(container, 1000);
    expect(cut).toMatchObject({ truncated: true, incomplete: false });
    expect(cut.lines).toHaveLength(10);
    await resultOf(container, { lines: 2 });
    const whole = await logsOf(container, 1000);
    expect(whole).toMatchObject({ truncated: false, incomplete: false });
    expect(whole.lines).toHaveLength(2);
  });

  it('has what a run wrote before it was given up', async () => {
    const container = await stage.start('function main() { console.log("begun"); return new Promise(() => {}) }');
    await expect(run(container, {}, { timeout: 300 })).resolves.toMatchObject({ type: 'timed-out' });
    const logs = await container.collectLogs({ limitBytes: 1000, waitForMark: false });
    expect(printed(logs)).toEqual(['stdout: begun']);
  });

  it('gives each of overlapping runs one end mark', async () => {
    const container = await stage.start(
      `let waiting = []; function main({ n }) {
      console.log('run ' + n);
      return new Promise((resolve) => { waiting.push(resolve); if (waiting.length === 3) waiting.forEach((go) => go({})); });
    }`,
      { concurrency: 3 },
    );
    await Promise.all([0, 1, 2].map((n) => resultOf(container, { n })));
    const collected = [await logsOf(container), await logsOf(container), await logsOf(container)];
    expect(collected.every(({ incomplete }) => !incomplete)).toBe(true);
    expect(collected.flatMap(printed).sort()).toEqual(['stdout: run 0', 'stdout: run 1', 'stdout: run 2']);
  });
}
