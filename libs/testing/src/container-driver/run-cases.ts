import { ContainerError } from '@whisker/container-pool';
import type { ContainerDriverTraits } from './container-driver-under-test';
import { CALL, resultOf, run, type DriverStage } from './driver-stage';

const ECHO = {
  nodejs:
    'function main(args) { return { args, name: process.env.__OW_ACTION_NAME, api: process.env.__OW_API_HOST, given: process.env.GIVEN } }',
  python: `
import os
def main(args):
    env = os.environ
    return {"args": args, "name": env["__OW_ACTION_NAME"], "api": env["__OW_API_HOST"], "given": env["GIVEN"]}
`,
};

/** Starting, initialising and running. */
export function runCases(stage: DriverStage, traits: ContainerDriverTraits): void {
  const languages = traits.python ? (['nodejs', 'python'] as const) : (['nodejs'] as const);

  describe.each(languages)('runs %s', (language) => {
    it('hands over arguments, fields and variables, and returns the result', async () => {
      const container = await stage.start(ECHO[language], { kind: stage.kind(language), env: { GIVEN: 'by init' } });
      const args = { text: 'snowman ☃ "quoted"\n', list: [1, null, { deep: true }] };
      await expect(resultOf(container, args)).resolves.toEqual({
        args,
        name: '/guest/tested',
        api: stage.current.apiHost,
        given: 'by init',
      });
    });

    it('runs many times in one container', async () => {
      const container = await stage.start(ECHO[language], { kind: stage.kind(language), env: { GIVEN: '' } });
      for (let n = 0; n < 20; n++) await expect(resultOf(container, { n })).resolves.toMatchObject({ args: { n } });
    });

    it('returns the answer to a failed init', async () => {
      const container = await stage.create({ kind: stage.kind(language) });
      const request = { name: 'bad', main: 'main', code: 'this is no code(', binary: false, env: {} };
      const answer = await container.init(request, CALL);
      expect(answer).toMatchObject({ type: 'answered', status: 502, body: expect.stringContaining('error') as string });
    });
  });

  it('tells id, specification, time and size', async () => {
    const container = await stage.start('function main() { return { ok: true } }', { memoryMb: 128 });
    expect(container.id).toMatch(/^[\w-]+$/);
    expect(container.spec).toEqual({ kind: stage.kind('nodejs'), memoryMb: 128, concurrency: 1 });
    const answer = await run(container);
    expect(answer).toMatchObject({ type: 'answered', status: 200, body: '{"ok":true}', size: 11 });
    expect(answer.ms).toBeGreaterThan(0);
    expect(answer.ms).toBeLessThan(CALL.timeout);
  });

  it('carries a megabyte there and back', async () => {
    const container = await stage.start('function main({ text }) { return { text } }');
    const text = 'ä'.repeat(500_000);
    await expect(resultOf(container, { text })).resolves.toEqual({ text });
  });

  it('overlaps runs when told to, each with its own answer', async () => {
    const code = `let waiting = []; function main({ n }) {
      return new Promise((resolve) => { waiting.push(() => resolve({ n })); if (waiting.length === 4) waiting.forEach((go) => go()); });
    }`;
    const container = await stage.start(code, { concurrency: 4 });
    const results = await Promise.all([0, 1, 2, 3].map((n) => resultOf(container, { n })));
    expect(results).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('names the kinds it runs, and refuses others', async () => {
    const { driver } = stage.current;
    expect(driver.kinds).toContain(stage.kind('nodejs'));
    const unknown = driver.create({ kind: 'cobol:85', memoryMb: 128, concurrency: 1 });
    await expect(unknown).rejects.toThrow(ContainerError);
  });

  it('blames the user for an image that it cannot run', async () => {
    const refused = stage.current.driver.create({
      kind: 'blackbox',
      image: 'nowhere/none:1',
      memoryMb: 128,
      concurrency: 1,
    });
    await expect(refused).rejects.toMatchObject({
      name: 'ContainerError',
      fault: 'user',
      message: expect.stringContaining('nowhere/none:1') as string,
    });
  });
}
