import { Json } from '@whisker/entities';
import { action, annotationsOf, ID, message, NOW, resultOf, runOne, startInvoker } from './testing/builders';
import { answered, disconnected, timedOut } from './testing/fake-container';

async function startCold(over: Parameters<typeof startInvoker>[0] = {}) {
  const all = await startInvoker(over);
  all.pool.starts = ['cold'];
  return all;
}

const environment = {
  __OW_NAMESPACE: 'guest',
  __OW_ACTION_NAME: '/guest/hello',
  __OW_ACTION_VERSION: '0.0.3',
  __OW_ACTIVATION_ID: ID,
  __OW_TRANSACTION_ID: 't'.repeat(32),
  __OW_DEADLINE: String(NOW + 60_000),
};

describe('a container without code', () => {
  it('is initialised before the run {limits.5.3, runtime-contract.1.init-request.1, runtime-contract.1.init-request.2, runtime-contract.1.init-request.5}', async () => {
    const all = await startCold();
    await runOne(all);
    const { container, calls } = all.pool.last;
    expect(container.inits).toEqual([
      {
        request: { name: 'hello', main: 'main', code: 'code of r1', binary: false, env: environment },
        options: { timeout: 60_000, maxBytes: 1_048_576, truncation: 1_048_576 },
      },
    ]);
    expect(container.runs).toHaveLength(1);
    expect(calls).toEqual(['initialised 5', 'release keep']);
  });

  it('is told the entry point and that the code is binary {runtime-contract.1.init-request.2, runtime-contract.1.init-request.3, runtime-contract.1.init-request.4}', async () => {
    const all = await startCold();
    all.entities.put(action({ exec: { type: 'code', kind: 'java:8', binary: true, main: 'Hello' } }), 'r1', 'UEsDBA==');
    await runOne(all);
    expect(all.pool.last.container.inits[0]?.request).toMatchObject({ main: 'Hello', binary: true, code: 'UEsDBA==' });
  });

  it.each([
    [true, 'script'],
    [false, undefined],
  ])(
    'of an image of the user gets code only if there is some: %s {runtime-contract.1.init-request.3, runtime-contract.5.4}',
    async (hasCode, code) => {
      const all = await startCold();
      all.entities.put(
        action({ exec: { type: 'blackbox', kind: 'blackbox', image: 'me/mine', binary: false, hasCode } }),
        'r1',
        code,
      );
      await runOne(all);
      expect(all.pool.requests[0]?.spec).toEqual({ kind: 'blackbox', image: 'me/mine', memoryMb: 256, concurrency: 1 });
      expect(all.pool.last.container.inits[0]?.request.code).toBe(code);
    },
  );

  it('is given empty code as such', async () => {
    const all = await startCold();
    all.entities.put(action(), 'r1', '');
    await runOne(all);
    expect(all.pool.last.container.inits[0]?.request.code).toBe('');
  });

  it('is given init parameters as text, and these are no arguments {runtime-contract.1.init-request.5}', async () => {
    const all = await startCold();
    const content = Json.of({
      S: 'text',
      N: 1.5,
      B: true,
      Z: null,
      O: { a: [1, 2] },
      L: [1, { b: 2 }],
      plain: 1,
      __OW_NAMESPACE: 'forged',
    });
    const initParameters = ['S', 'N', 'B', 'Z', 'O', 'L', 'absent', '__OW_NAMESPACE'];
    await runOne(all, message({ content, initParameters }));
    const { inits, runs } = all.pool.last.container;
    expect(inits[0]?.request.env).toEqual({
      ...environment,
      S: 'text',
      N: '1.5',
      B: 'true',
      Z: '',
      O: '{"a":[1,2]}',
      L: '[1,{"b":2}]',
    });
    expect(runs[0]?.value.value).toEqual({ plain: 1 });
    expect(content.value).toHaveProperty('S');
  });

  it('is told the host of the API if that is set', async () => {
    const all = await startCold({ apiHost: 'https://whisk.example' });
    await runOne(all);
    expect(all.pool.last.container.inits[0]?.request.env).toEqual({
      ...environment,
      __OW_API_HOST: 'https://whisk.example',
    });
  });

  it('makes a record with the time of /init and a duration that includes it', async () => {
    const all = await startCold();
    all.pool.prepare = ({ container }) => {
      container.initAnswer = () => (all.time.pass(40), { ...answered('{}'), ms: 39.6 });
      container.runAnswer = () => (all.time.pass(10), answered('{}'));
    };
    const { record } = await runOne(all);
    expect(annotationsOf(record)).toMatchObject({ initTime: 40, waitTime: 30, timeout: false });
    expect(record).toMatchObject({ start: NOW, end: NOW + 50, duration: 50 });
    expect(all.pool.last.container.runs[0]?.fields['deadline']).toBe(String(NOW + 40 + 60_000));
  });

  it('waits for its container before the run counts as started', async () => {
    const all = await startCold();
    const acquire = all.pool.acquire.bind(all.pool);
    all.pool.acquire = (request) => (all.time.pass(100), acquire(request));
    const { record } = await runOne(all);
    expect(annotationsOf(record)['waitTime']).toBe(130);
    expect(all.journal.events).toContain('started a');
  });
});

describe('an /init that fails', () => {
  it('ends the activation without a run, and the container {runtime-contract.1.answers.2, errors.7.3}', async () => {
    const all = await startCold();
    all.pool.prepare = ({ container }) =>
      (container.initAnswer = answered('{"error":"Missing main/no code to execute."}', 403));
    const { record } = await runOne(all);
    expect(record.response).toMatchObject({ statusCode: 2, size: 44 });
    expect(resultOf(record)).toEqual({ error: 'Missing main/no code to execute.' });
    expect(annotationsOf(record)).toMatchObject({ timeout: false, initTime: 5 });
    const { calls, container } = all.pool.last;
    expect([calls, container.runs]).toEqual([['initFailed', 'release destroy'], []]);
  });

  it('by its time limit is told in the record {runtime-contract.1.answers.5, errors.7.10}', async () => {
    const all = await startCold();
    all.pool.prepare = ({ container }) => (container.initAnswer = timedOut);
    const { record } = await runOne(all);
    expect(resultOf(record)).toEqual({
      error: 'The action exceeded its time limits of 60000 milliseconds during initialization.',
    });
    expect(annotationsOf(record)['timeout']).toBe(true);
    expect(record.response).not.toHaveProperty('size');
  });

  it('by the end of the runtime is told as it is, if so configured {runtime-contract.1.answers.4, errors.7.1}', async () => {
    const all = await startCold({ initExit: 'exited' });
    all.pool.prepare = ({ container }) => (container.initAnswer = disconnected());
    const { record } = await runOne(all);
    expect(resultOf(record)).toEqual({ error: 'The action did not initialize and exited unexpectedly.' });
  });

  it('by a fault of the platform is an internal error {errors.7.13}', async () => {
    const all = await startCold();
    all.pool.prepare = ({ container }) => (container.initAnswer = new Error('no route'));
    const { record } = await runOne(all);
    expect(record.response.statusCode).toBe(3);
    expect(resultOf(record)).toEqual({ error: 'Failed to provision resources to run the action.' });
    expect(all.pool.last.calls).toEqual(['initFailed', 'release destroy']);
  });
});

describe('an action that is changed between its invocation and /init', () => {
  it('runs as it is now', async () => {
    const all = await startCold();
    await runOne(all);
    all.entities.put(action({ version: '0.0.4' }), 'r2', 'code of r2');
    const { record } = await runOne(all, message({ activationId: 'b'.repeat(32) }));
    expect(record).toMatchObject({ version: '0.0.4', response: { statusCode: 0 } });
    expect(all.pool.requests.at(-1)?.action.revision).toBe('r2');
    expect(all.pool.last.container.inits[0]?.request.code).toBe('code of r2');
    expect(all.pool.leases.at(-2)?.calls).toEqual(['initFailed', 'release destroy']);
  });

  it('cannot be found if it was deleted {errors.7.14}', async () => {
    const all = await startCold();
    await runOne(all);
    all.entities.remove(action().name);
    const { record } = await runOne(all, message({ activationId: 'b'.repeat(32) }));
    expect(record.response.statusCode).toBe(1);
    expect(resultOf(record)).toEqual({ error: 'Action could not be found or may have been deleted.' });
  });

  it('is an internal error if its code is not there at all {errors.7.16}', async () => {
    const all = await startCold();
    all.entities.put(action(), 'r1');
    const { record } = await runOne(all);
    expect(record.response.statusCode).toBe(3);
    expect(resultOf(record)).toEqual({ error: 'Action could not be fetched.' });
  });
});
