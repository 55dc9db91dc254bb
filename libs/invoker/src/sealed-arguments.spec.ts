import { Json, type JsonObject } from '@whisker/entities';
import type { SealedArgument } from '@whisker/messages';
import { Keyring, newKey, ParameterCipher } from '@whisker/secrets';
import { anAction, aSecretVault, InMemorySecretStore } from '@whisker/testing';
import { logLine } from './testing/fake-container';
import { message, resultOf, runOne, startInvoker } from './testing/builders';

const PASSWORD = 'pass-word';
const reference = (name = 'db') => ({ $secret: name });
const ofGuest = (key: string): SealedArgument => ({ key, namespace: 'guest' });

async function setUp(over: Parameters<typeof startInvoker>[0] = {}) {
  const store = new InMemorySecretStore();
  const vault = aSecretVault(store);
  await vault.put({ namespace: 'guest', name: 'db' }, PASSWORD, 10);
  await vault.put({ namespace: 'other', name: 'db' }, 'of-another', 10);
  const parameters = new ParameterCipher(new Keyring([newKey()]));
  const all = await startInvoker({ argumentKeys: { secrets: vault, parameters }, ...over });
  const run = (content: JsonObject, sealed: readonly SealedArgument[], more: Parameters<typeof message>[0] = {}) =>
    runOne(all, message({ content: Json.of(content), sealed, ...more }));
  const given = () => all.pool.last.container.runs.at(-1)?.value.value;
  return { ...all, store, vault, parameters, run, given };
}

describe('a reference to a secret', () => {
  it('is replaced by its value where it is a stored parameter', async () => {
    const { run, given } = await setUp();
    await run({ password: reference(), plain: 1 }, [ofGuest('password')]);
    expect(given()).toEqual({ password: PASSWORD, plain: 1 });
  });

  it('stays as it is where it is not', async () => {
    const { run, given, store } = await setUp();
    await run({ password: reference() }, []);
    expect(given()).toEqual({ password: reference() });
    expect(store.reads).toBe(0);
  });

  it('means the namespace of the entity that holds it', async () => {
    const { run, given } = await setUp();
    await run({ a: reference(), b: reference() }, [ofGuest('a'), { key: 'b', namespace: 'other' }]);
    expect(given()).toEqual({ a: PASSWORD, b: 'of-another' });
  });

  it('may have any name as key', async () => {
    const { run, given } = await setUp();
    const content = JSON.parse('{"__proto__":{"$secret":"db"}}') as JsonObject;
    await run(content, [ofGuest('__proto__')]);
    expect(JSON.stringify(given())).toBe(`{"__proto__":"${PASSWORD}"}`);
  });

  it('leaves neither in journal, record, acknowledgement nor platform log what it stands for', async () => {
    const all = await setUp();
    const started: unknown[] = [];
    const original = all.journal.started.bind(all.journal);
    all.journal.started = (entry) => (started.push(entry), original(entry));
    const { record, acknowledgement } = await all.run({ password: reference() }, [ofGuest('password')]);
    expect(started).toHaveLength(1);
    expect(JSON.stringify([started, record, acknowledgement, all.logged])).not.toContain(PASSWORD);
  });

  it('to nothing ends the run before it begins', async () => {
    const { run, pool } = await setUp();
    const { record } = await run({ password: reference('gone') }, [ofGuest('password')]);
    expect(record.response.statusCode).toBe(1);
    expect(resultOf(record)).toEqual({
      error: "Parameter 'password' refers to the secret 'guest/gone', which does not exist.",
    });
    expect(pool.requests).toEqual([]);
  });

  it('that was encrypted with another key names key and setting', async () => {
    const { run, store } = await setUp();
    const row = store.rows.get('guest/db');
    const sealed = new Keyring([newKey()]).seal('x', 'secret guest/db');
    if (row) store.rows.set('guest/db', { ...row, sealed });
    const { record } = await run({ password: reference() }, [ofGuest('password')]);
    expect(record.response.statusCode).toBe(3);
    expect(resultOf(record)).toEqual({
      error: expect.stringMatching(
        /^Parameter 'password' .* 'guest\/db', .* with key [0-9a-f]{8}, .*WHISKER_SECRETS_KEY/,
      ),
    });
  });

  it('whose stored value is damaged says so', async () => {
    const { run, store } = await setUp();
    const row = store.rows.get('guest/db');
    if (row) store.rows.set('guest/db', { ...row, sealed: 'junk' });
    const { record } = await run({ password: reference() }, [ofGuest('password')]);
    expect(resultOf(record)).toEqual({
      error: expect.stringContaining('what is stored is damaged. Set the secret again.'),
    });
  });

  it('that cannot be read for now is the platform’s fault, which is reported', async () => {
    const { run, store, logged } = await setUp();
    store.failure = new Error('store is down');
    const { record } = await run({ password: reference() }, [ofGuest('password')]);
    expect(record.response.statusCode).toBe(3);
    expect(resultOf(record)).toEqual({ error: expect.stringContaining("the secret 'db'") });
    expect(logged).toEqual(['error secret could not be read']);
  });

  it('fails where the invoker has no secrets', async () => {
    const all = await startInvoker();
    const content = Json.of({ password: reference() });
    const { record } = await runOne(all, message({ content, sealed: [ofGuest('password')] }));
    expect(resultOf(record)).toEqual({ error: expect.stringContaining('could not read its secrets') });
  });
});

describe('a container that was given a secret at /init', () => {
  const keyOf = ({ pool }: Awaited<ReturnType<typeof setUp>>) => pool.requests.at(-1)?.action.revision;

  it('runs no activation after the secret was set again', async () => {
    const all = await setUp();
    const run = () => all.run({ TOKEN: reference() }, [ofGuest('TOKEN')], { initParameters: ['TOKEN'] });
    await run();
    const first = keyOf(all);
    await run();
    expect(keyOf(all)).toBe(first);
    await all.vault.put({ namespace: 'guest', name: 'db' }, PASSWORD, 10);
    await run();
    expect(keyOf(all)).not.toBe(first);
  });

  it('is not one of those that were given the same text otherwise', async () => {
    const all = await setUp();
    await all.run({ TOKEN: reference() }, [ofGuest('TOKEN')], { initParameters: ['TOKEN'] });
    const sealed = keyOf(all);
    await all.run({ TOKEN: 'guest/db revision-1' }, [], { initParameters: ['TOKEN'] });
    expect(keyOf(all)).not.toBe(sealed);
  });

  it('has it in its environment', async () => {
    const all = await setUp();
    all.pool.starts = ['cold'];
    await all.run({ TOKEN: reference(), x: 1 }, [ofGuest('TOKEN')], { initParameters: ['TOKEN'] });
    expect(all.pool.last.container.inits[0]?.request.env).toMatchObject({ TOKEN: PASSWORD });
    expect(all.given()).toEqual({ x: 1 });
  });
});

describe('an encrypted parameter', () => {
  const encrypted = ({ parameters }: Awaited<ReturnType<typeof setUp>>, value: JsonObject | string): string =>
    parameters.seal(anAction('guest/a', { parameters: [{ key: 'p', value }] })).parameters[0]?.value as string;
  const sealed: SealedArgument = { key: 'p', namespace: 'guest', encryption: 'aes-256' };

  it('is decrypted', async () => {
    const all = await setUp();
    await all.run({ p: encrypted(all, { a: ['text'] }), q: 1 }, [sealed]);
    expect(all.given()).toEqual({ p: { a: ['text'] }, q: 1 });
  });

  it('is not where a payload took its place', async () => {
    const all = await setUp();
    await all.run({ p: encrypted(all, 'text') }, []);
    expect(all.given()).toEqual({ p: expect.stringMatching(/^[\w+/]+=*$/) });
  });

  it.each<[string, SealedArgument, string | undefined, 1 | 3, RegExp]>([
    [
      'of another namespace',
      { ...sealed, namespace: 'other' },
      undefined,
      1,
      /'p' cannot be decrypted: .*'other'\. Set it again/,
    ],
    ['that is none', sealed, 'junk', 1, /'p' cannot be decrypted/],
    ['of another cipher', { ...sealed, encryption: 'aes-128' }, undefined, 1, /'p' is marked .*'aes-128'.*'aes-256'/],
    [
      'of an unknown key',
      sealed,
      new Keyring([newKey()]).seal('"x"', 'parameter of guest'),
      3,
      /'p' cannot be decrypted: .*with key [0-9a-f]{8}, .*WHISKER_PARAMETER_KEY nor WHISKER_PARAMETER_PREVIOUS_KEY/,
    ],
  ])('%s ends the run with a text that says why', async (_, argument, value, status, text) => {
    const all = await setUp();
    const { record } = await all.run({ p: value ?? encrypted(all, 'text') }, [argument]);
    expect([record.response.statusCode, resultOf(record)]).toEqual([status, { error: expect.stringMatching(text) }]);
    expect(all.pool.requests).toEqual([]);
  });

  it('names the setting where the platform has no key', async () => {
    const all = await setUp();
    const none = await setUp({ argumentKeys: { secrets: all.vault, parameters: new ParameterCipher() } });
    const { record } = await none.run({ p: encrypted(all, 'text') }, [sealed]);
    expect(resultOf(record)).toEqual({
      error: "Parameter 'p' is encrypted, and the platform has no key: WHISKER_PARAMETER_KEY is not set.",
    });
  });
});

describe('logs of a run with secrets', () => {
  const logsOf = async (password: string, ...texts: string[]) => {
    const all = await setUp();
    await all.vault.put({ namespace: 'guest', name: 'db' }, password, 10);
    all.pool.prepare = ({ container }) => {
      container.logs = { lines: texts.map((text) => logLine(text)), truncated: false, incomplete: false };
    };
    const { record } = await all.run({ password: reference() }, [ofGuest('password')]);
    return record.logs.map((line) => line.replace(/^.*stdout: /, ''));
  };

  it('show *** in their place, wherever and as often as they stand', async () => {
    expect(await logsOf(PASSWORD, `${PASSWORD}${PASSWORD} and ${PASSWORD}`, 'none')).toEqual([
      '****** and ***',
      'none',
    ]);
  });

  it('show *** also for their form in JSON and for their lines', async () => {
    const key = '-----BEGIN-----\nabc"def$&ghi\n\nshort\n-----END-----';
    expect(await logsOf(key, JSON.stringify({ key }), 'abc"def$&ghi', 'short', '-----END-----')).toEqual([
      '{"key":"***"}',
      '***',
      'short',
      '***',
    ]);
  });

  it('show what is shorter than 8 characters', async () => {
    expect(await logsOf('1234567', '1234567')).toEqual(['1234567']);
    expect(await logsOf('12345678', '12345678')).toEqual(['***']);
  });
});
