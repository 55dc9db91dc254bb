import { activationLogs } from './activation-logs';
import { runtimeForEachTest } from './runtime-for-each-test';
import type { RuntimeAnswers, RuntimeSamples } from './runtime-samples';
import type { ActionCode, RuntimeUnderTest } from './runtime-under-test';

/** What to start. */
export interface StartOptions {
  /** More variables of the container. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A runtime, as the suite needs it. */
export interface RuntimeContract {
  /** Starts a fresh runtime; the suite stops it. */
  start(options?: StartOptions): Promise<RuntimeUnderTest>;
  readonly samples: RuntimeSamples;
  readonly answers: RuntimeAnswers;
}

/** Declares the suite that every action runtime has to pass (spec: runtime-contract). */
export function runtimeContract(name: string, contract: RuntimeContract): void {
  describe(`${name} keeps the runtime contract`, () => {
    const current = runtimeForEachTest(contract.start);
    describe('/init', () => initContract(current, contract));
    describe('/run', () => runContract(current, contract));
    describe('environment', () => environmentContract(current, contract));
    describe('logs', () => logContract(current, contract));
    describe('archives', () => archiveContract(current, contract));
  });
  const { rendezvous } = contract.samples;
  if (rendezvous) {
    describe(`${name}, runs allowed to overlap`, () => {
      const current = runtimeForEachTest(() => contract.start({ env: { __OW_ALLOW_CONCURRENT: 'true' } }));
      concurrencyContract(current, rendezvous);
    });
  }
}

function initContract(current: () => RuntimeUnderTest, { samples, answers }: RuntimeContract): void {
  const { rows } = answers;
  it(`answers 200 {${rows.initialized}}`, async () => {
    expect(await current().init(samples.echo)).toMatchObject({ status: 200, body: answers.initialized });
  });

  it(`refuses empty code, and takes code after that {${rows.noCode}}`, async () => {
    const error = 'Missing main/no code to execute.';
    expect(await current().init({ code: '' })).toMatchObject({ status: 403, body: { error } });
    expect(await current().post('/init', '{"value":{"main":"main"}}')).toMatchObject({ status: 403, body: { error } });
    expect(await current().init(samples.echo)).toMatchObject({ status: 200 });
  });

  it(`refuses a second time, and keeps the first action {${rows.twice}}`, async () => {
    await current().init(samples.echo);
    const error = 'Cannot initialize the action more than once.';
    expect(await current().init(samples.counter)).toMatchObject({ status: 403, body: { error } });
    expect(await current().run({ value: { a: 1 } })).toMatchObject({ status: 200, body: { a: 1 } });
  });

  it(`answers 502 with the reason if the code cannot be loaded {${rows.failsToLoad}}`, async () => {
    const { status, body } = await current().init(samples.failsToLoad);
    expect([status, body]).toEqual([502, { error: expect.stringMatching(/./) }]);
  });

  it(`answers 502 if there is no function of that name {${rows.failsToLoad}}`, async () => {
    const { status, body } = await current().init({ ...samples.echo, main: 'missing' });
    expect([status, body]).toEqual([502, { error: expect.stringContaining('missing') }]);
  });

  it(`refuses what is no JSON {${rows.malformed}}`, async () => {
    const { status, body } = await current().post('/init', '{"value":');
    expect([status, body]).toEqual([
      answers.malformed.status,
      { error: expect.stringMatching(answers.malformed.error) },
    ]);
  });
}

function runContract(current: () => RuntimeUnderTest, { samples, answers }: RuntimeContract): void {
  const { rows } = answers;
  it(`is refused before /init {${rows.notInitialized}}`, async () => {
    const { status, error } = answers.notInitialized;
    expect(await current().run({ value: {} })).toMatchObject({ status, body: { error } });
  });

  it(`refuses what is no JSON, and stays usable {${rows.malformed}}`, async () => {
    await current().init(samples.echo);
    const { status, body } = await current().post('/run', 'value');
    expect([status, body]).toEqual([
      answers.malformed.status,
      { error: expect.stringMatching(answers.malformed.error) },
    ]);
    expect(await current().run({ value: { a: 1 } })).toMatchObject({ status: 200, body: { a: 1 } });
  });

  it.each([
    ['unicode', { 'Schneemann ☃': '雪 ❄ 😀', é: ['ß', { 'ключ"\\': '\u2028\n' }] }],
    ['numbers, null and nesting', { n: [0, -1.5, 1e21, null, true], deep: { er: { est: {} } } }],
    ['a name that JavaScript treats in a special way', { constructor: 1, length: 2 }],
  ])('echoes %s', async (_what, value) => {
    await current().init(samples.echo);
    expect(await current().run({ value })).toMatchObject({ status: 200, body: value });
  });

  it.each([
    ['absent', {}],
    ['null', { value: null }],
  ])('takes an %s argument for an empty object', async (_what, body) => {
    await current().init(samples.echo);
    expect(await current().run(body)).toMatchObject({ status: 200, text: '{}' });
  });

  it('takes and returns an argument of 1 MB', async () => {
    const value = { text: 'x☃'.repeat(256 * 1024) };
    await current().init(samples.echo);
    expect((await current().run({ value })).body).toEqual(value);
  });

  it('answers compact JSON of a known length', async () => {
    await current().init(samples.echo);
    const { headers, text } = await current().run({ value: { a: [1, { b: '☃' }] } });
    expect(text).toBe('{"a":[1,{"b":"☃"}]}');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
    });
  });

  it(`takes and returns arrays {${rows.result}}`, async () => {
    await current().init(samples.reverse);
    expect(await current().run({ value: { list: [1, 'b'] } })).toMatchObject({ status: 200, text: '["b",1]' });
    expect(await current().run({ value: [{ a: 1 }, []] })).toMatchObject({ status: 200, text: '[[],{"a":1}]' });
  });

  it('answers many runs in one container', async () => {
    await current().init(samples.counter);
    for (const count of [1, 2, 3, 4, 5]) {
      expect(await current().run({ value: {} })).toMatchObject({ status: 200, body: { count } });
    }
  });

  it('calls the function that `main` names {runtime-contract.1.init-request.2}', async () => {
    await current().init(samples.otherMain);
    expect(await current().run({ value: { a: 1 } })).toMatchObject({ status: 200, body: { a: 1 } });
  });

  it(`refuses a result that is no object {${rows.notADictionary}}`, async () => {
    await current().init(samples.scalar);
    const { status, error } = answers.notADictionary;
    expect(await current().run({ value: {} })).toMatchObject({ status, body: { error } });
  });

  it('answers 200 to an application error, and stays usable', async () => {
    await current().init(samples.applicationError);
    for (let times = 0; times < 2; times++) {
      expect(await current().run({ value: {} })).toMatchObject({ status: 200, body: { error: { code: 5 } } });
    }
  });
}

function environmentContract(current: () => RuntimeUnderTest, { samples }: RuntimeContract): void {
  it('shows the variables of /init to the code while it is loaded, and later', async () => {
    await current().init({ ...samples.environment, env: { FLAVOUR: 'süß ☃', EMPTY: '' } });
    const { body } = await current().run({ value: { names: ['FLAVOUR', 'EMPTY'] } });
    expect(body).toEqual({ atLoad: 'süß ☃', seen: { FLAVOUR: 'süß ☃', EMPTY: '' } });
  });

  it('shows the texts of /run, anew in each run', async () => {
    await current().init(samples.environment);
    const names = ['__OW_ACTION_NAME', '__OW_ACTIVATION_ID', '__OW_VALUE'];
    for (const id of ['a1', 'a2']) {
      const { body } = await current().run({ value: { names }, action_name: '/guest/test', activation_id: id });
      const seen = { __OW_ACTION_NAME: '/guest/test', __OW_ACTIVATION_ID: id, __OW_VALUE: null };
      expect(body).toEqual({ atLoad: null, seen });
    }
  });

  it('hides what was meant for the runtime', async () => {
    await current().init(samples.environment);
    const names = ['SOCKET', 'PORT', 'HOST'].map((what) => `__OW_LISTEN_${what}`).concat('__OW_READY_FD');
    const { body } = await current().run({ value: { names } });
    expect(body).toEqual({ atLoad: null, seen: Object.fromEntries(names.map((name) => [name, null])) });
  });
}

function logContract(current: () => RuntimeUnderTest, { samples }: RuntimeContract): void {
  it('ends each activation once on each stream', async () => {
    await current().init(samples.printLine);
    const lines = ['first', 'zweite ☃', ''];
    for (const line of lines) await current().run({ value: { line } });
    const expected = lines.map((line) => ({ stdout: `${line}\n`, stderr: `${line}\n` }));
    expect(await activationLogs(current(), 3)).toEqual(expected);
  });

  it('ends an activation that wrote nothing', async () => {
    await current().init(samples.echo);
    await current().run({ value: {} });
    expect(await activationLogs(current(), 1)).toEqual([{ stdout: '', stderr: '' }]);
  });

  it('ends a line that the action left open', async () => {
    await current().init(samples.printText);
    await current().run({ value: { text: 'open' } });
    await current().run({ value: { text: 'closed\n' } });
    expect(await activationLogs(current(), 2)).toEqual([
      { stdout: 'open\n', stderr: 'open\n' },
      { stdout: 'closed\n', stderr: 'closed\n' },
    ]);
  });

  it('ends an activation after all of its output', async () => {
    const line = 'line '.repeat(200_000);
    await current().init(samples.printLine);
    await current().run({ value: { line } });
    expect(await activationLogs(current(), 1)).toEqual([{ stdout: `${line}\n`, stderr: `${line}\n` }]);
  });

  it('ends an activation whose code could not be loaded', async () => {
    await current().init(samples.failsToLoad);
    const [logs] = await activationLogs(current(), 1);
    expect(logs?.stdout).toBe('loading\n');
  });

  it('ends an activation whose result is refused', async () => {
    await current().init(samples.scalar);
    await current().run({ value: {} });
    expect(await activationLogs(current(), 1)).toHaveLength(1);
  });
}

function archiveContract(current: () => RuntimeUnderTest, { samples, answers: { rows } }: RuntimeContract): void {
  it.each([
    ['one file', samples.archive],
    ['several MB', samples.largeArchive],
  ])('runs an archive of %s {runtime-contract.5.2}', async (_what, sample) => {
    expect(await current().init(sample)).toMatchObject({ status: 200 });
    expect(await current().run({ value: { a: 1 } })).toMatchObject({ status: 200, body: { a: 1 } });
  });

  it('runs an archive that brings modules', async () => {
    expect(await current().init(samples.archiveWithModules)).toMatchObject({ status: 200 });
    expect(await current().run({ value: {} })).toMatchObject({ status: 200, body: { from: 'module' } });
  });

  it(`refuses an archive that cannot be unpacked {${rows.failsToLoad}}`, async () => {
    const { status, body } = await current().init(samples.damagedArchive);
    expect([status, body]).toEqual([502, { error: expect.stringMatching(/archive/) }]);
    await activationLogs(current(), 1);
  });
}

function concurrencyContract(current: () => RuntimeUnderTest, rendezvous: ActionCode): void {
  it('answers runs that wait for each other', async () => {
    await current().init(rendezvous);
    const runs = [1, 2, 3].map((n) => current().run({ value: { parties: 3, n } }));
    const answers = await Promise.all(runs);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await activationLogs(current(), 3);
  });
}
