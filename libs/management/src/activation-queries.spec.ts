import { Json, printActivation, type Activation } from '@whisker/entities';
import { anActivation, anIdentity, InMemoryActivationStore } from '@whisker/testing';
import { ActivationQueries } from './index';

const guest = anIdentity();
const id = (digit: number) => String(digit).repeat(32);

async function given(...records: readonly Activation[]) {
  const store = new InMemoryActivationStore();
  for (const record of records) await store.store(record);
  return new ActivationQueries({ activations: store });
}

const first = anActivation({ activationId: id(1), start: 100, end: 150, logs: ['l'] });
const second = anActivation({
  activationId: id(2),
  start: 200,
  end: 210,
  name: 'a',
  annotations: [{ key: 'path', value: 'guest/p/a' }],
  response: { statusCode: 1, result: Json.of({ error: 'no' }) },
});
const foreign = anActivation({ namespace: 'other', activationId: id(3), start: 300 });

describe('an activation', () => {
  it('is shown whole', async () => {
    const queries = await given(first);
    expect((await queries.get(guest, id(1))).value).toEqual(printActivation(first));
  });

  it('is shown in parts', async () => {
    const queries = await given(first, second);
    expect(await queries.logs(guest, id(1))).toEqual({ logs: ['l'] });
    expect((await queries.result(guest, id(1))).text).toBe(
      '{"status":"success","success":true,"result":{"ok":true},"size":11}',
    );
    expect((await queries.result(guest, id(2))).value).toEqual({
      status: 'application error',
      success: false,
      result: { error: 'no' },
    });
  });

  it.each([id(9), id(3)])('%s is not found if it is missing or of others', async (wanted) => {
    const queries = await given(first, foreign);
    await expect(queries.get(guest, wanted)).rejects.toThrow('The requested resource does not exist.');
    await expect(queries.logs(guest, wanted)).rejects.toThrow('The requested resource does not exist.');
    await expect(queries.result(guest, wanted)).rejects.toThrow('The requested resource does not exist.');
  });
});

describe('a list of activations', () => {
  const ids = (list: Json) => (list.value as { activationId: string }[]).map(({ activationId }) => activationId);

  it('shows summaries, newest first, of the own namespace', async () => {
    const list = await (await given(first, second, foreign)).list(guest, { skip: 0, limit: 10 });
    expect(ids(list)).toEqual([id(2), id(1)]);
    expect((list.value as object[])[1]).toMatchObject({ duration: 50, statusCode: 0 });
    expect(list.text).not.toContain('response');
  });

  it('shows whole records if asked for', async () => {
    const list = await (await given(first, second)).list(guest, { skip: 0, limit: 10, docs: true });
    expect(JSON.parse(list.text)).toEqual([printActivation(second), printActivation(first)]);
  });

  it('may be empty', async () => {
    const queries = await given();
    expect((await queries.list(guest, { skip: 0, limit: 10, docs: true })).text).toBe('[]');
  });

  it('takes name, times and page', async () => {
    const queries = await given(first, second);
    expect(ids(await queries.list(guest, { skip: 0, limit: 10, name: 'p/a' }))).toEqual([id(2)]);
    expect(ids(await queries.list(guest, { skip: 0, limit: 10, since: 101 }))).toEqual([id(2)]);
    expect(ids(await queries.list(guest, { skip: 0, limit: 10, upto: 199 }))).toEqual([id(1)]);
    expect(ids(await queries.list(guest, { skip: 1, limit: 1 }))).toEqual([id(1)]);
  });

  it('is counted after what is skipped', async () => {
    const queries = await given(first, second, foreign);
    expect(await queries.count(guest, { skip: 0 })).toBe(2);
    expect(await queries.count(guest, { skip: 1, name: 'p/a' })).toBe(0);
    expect(await queries.count(guest, { skip: 0, since: 150, upto: 250 })).toBe(1);
  });
});
