import type { ActivationQuery, ActivationStore } from '@whisker/activation-store';
import { Json, type Activation } from '@whisker/entities';
import { anActivation } from '../builders';
import { openForEach, uniqueId, uniqueName, type OpenPort } from './port-under-test';

const AT = 1_700_000_000_000;

/** Declares the suite of the port {@link ActivationStore}. */
export function activationStoreContract(name: string, open: OpenPort<ActivationStore>): void {
  describe(`${name} as an ActivationStore`, () => {
    const bench = openForEach(open);
    describe('keeps records', () => keeping(bench));
    describe('lists and counts', () => lists(bench));
    describe('filters by name', () => names(bench));
    describe('removes old records', () => removal(bench));
  });
}

interface Opened {
  readonly subject: ActivationStore;
  reopen(): Promise<ActivationStore>;
}

const aRecord = (members: Partial<Activation>): Activation =>
  anActivation({ activationId: uniqueId(), start: AT, ...members });

/** Results are compared by value: their text may be printed anew. */
function shown(record: Activation | undefined): unknown {
  return record && { ...record, response: { ...record.response, result: record.response.result?.value } };
}

function keeping(bench: Opened): void {
  it.each<[string, Partial<Activation>]>([
    ['of a success', {}],
    ['of a failure', { response: { statusCode: 2, result: Json.of({ error: 'no ü' }), size: 0 } }],
    [
      'of a component',
      { cause: uniqueId(), logs: ['2023-11-14T22:13:20.000000001Z    stdout: hi\tthere', 'line\nbreak'] },
    ],
    ['of a list as result', { response: { statusCode: 0, result: Json.trusted('[1,\n 2.50]') } }],
    ['of no result', { response: { statusCode: 3 } }],
    [
      'with annotations',
      {
        annotations: [{ key: 'limits', value: { memory: 256, nested: [null, true] } }],
        publish: true,
        version: '1.2.3',
      },
    ],
  ])('%s', async (_what, members) => {
    const record = aRecord({ namespace: uniqueName(), ...members });
    await bench.subject.store(record);
    expect(shown(await bench.subject.get(record.namespace, record.activationId))).toEqual(shown(record));
    const [listed] = await bench.subject.list({ namespace: record.namespace, skip: 0, limit: 1 });
    expect(shown(listed)).toEqual(shown(record));
  });

  it('of a trigger, which has no end', async () => {
    const { end: _end, duration: _duration, ...fired } = aRecord({ namespace: uniqueName(), name: 'trigger' });
    await bench.subject.store(fired);
    expect(shown(await bench.subject.get(fired.namespace, fired.activationId))).toEqual(shown(fired));
  });

  it('over a restart', async () => {
    const record = aRecord({ namespace: uniqueName() });
    await bench.subject.store(record);
    const store = await bench.reopen();
    expect(shown(await store.get(record.namespace, record.activationId))).toEqual(shown(record));
    expect(await store.count({ namespace: record.namespace })).toBe(1);
  });

  it('of megabytes', async () => {
    const result = Json.of({ big: 'é'.repeat(1_500_000) });
    const record = aRecord({ namespace: uniqueName(), response: { statusCode: 0, result } });
    await bench.subject.store(record);
    await bench.subject.store(aRecord({ namespace: record.namespace, start: AT + 1 }));
    const listed = await bench.subject.list({ namespace: record.namespace, skip: 1, limit: 1 });
    expect(listed[0]?.response.result?.text === result.text).toBe(true);
  });

  it('for their namespace only', async () => {
    const record = aRecord({ namespace: uniqueName() });
    await bench.subject.store(record);
    expect(await bench.subject.get(uniqueName(), record.activationId)).toBeUndefined();
    expect(await bench.subject.get(record.namespace, uniqueId())).toBeUndefined();
    const store = await bench.reopen();
    expect(await store.get(uniqueName(), record.activationId)).toBeUndefined();
  });

  it('once, even if stored twice', async () => {
    const record = aRecord({ namespace: uniqueName() });
    await Promise.all([bench.subject.store(record), bench.subject.store(record)]);
    await bench.subject.store(record);
    expect(await bench.subject.count({ namespace: record.namespace })).toBe(1);
    const store = await bench.reopen();
    await store.store(record);
    expect(await store.list({ namespace: record.namespace, skip: 0, limit: 10 })).toHaveLength(1);
  });

  it('stored at once by the hundreds', async () => {
    const namespace = uniqueName();
    const records = Array.from({ length: 500 }, (_, n) => aRecord({ namespace, start: AT + n }));
    await Promise.all(records.map((record) => bench.subject.store(record)));
    expect(await bench.subject.count({ namespace })).toBe(500);
    for (const record of [records[0], records[250], records[499]] as Activation[]) {
      expect((await bench.subject.get(namespace, record.activationId))?.start).toBe(record.start);
    }
  });
}

function lists(bench: Opened): void {
  async function fiveRecords(): Promise<string> {
    const namespace = uniqueName();
    for (const n of [2, 0, 4, 1, 3]) await bench.subject.store(aRecord({ namespace, start: AT + n }));
    await bench.subject.store(aRecord({ namespace: uniqueName(), start: AT }));
    return namespace;
  }
  const starts = async (query: Partial<ActivationQuery> & { readonly namespace: string }) =>
    (await bench.subject.list({ skip: 0, limit: 200, ...query })).map(({ start }) => start - AT);

  it('the newest first', async () => {
    expect(await starts({ namespace: await fiveRecords() })).toEqual([4, 3, 2, 1, 0]);
  });

  it('a page', async () => {
    const namespace = await fiveRecords();
    expect(await starts({ namespace, skip: 1, limit: 2 })).toEqual([3, 2]);
    expect(await starts({ namespace, skip: 4, limit: 2 })).toEqual([0]);
    expect(await starts({ namespace, skip: 5 })).toEqual([]);
    expect(await starts({ namespace, limit: 0 })).toEqual([]);
  });

  it('from and up to a time, both included', async () => {
    const namespace = await fiveRecords();
    expect(await starts({ namespace, since: AT + 3 })).toEqual([4, 3]);
    expect(await starts({ namespace, upto: AT + 1 })).toEqual([1, 0]);
    expect(await starts({ namespace, since: AT + 1, upto: AT + 3 })).toEqual([3, 2, 1]);
    expect(await bench.subject.count({ namespace, since: AT + 1, upto: AT + 3 })).toBe(3);
    expect(await starts({ namespace, since: AT + 5 })).toEqual([]);
  });

  it('all of a namespace', async () => {
    const namespace = await fiveRecords();
    expect(await bench.subject.count({ namespace })).toBe(5);
    expect(await bench.subject.count({ namespace: uniqueName() })).toBe(0);
  });
}

function names(bench: Opened): void {
  const path = (value: string) => ({ key: 'path', value });

  async function records(): Promise<string> {
    const namespace = uniqueName();
    const store = (annotations: Activation['annotations'], name = 'hello') =>
      bench.subject.store(aRecord({ namespace, name, annotations, subject: JSON.stringify(annotations) }));
    await store([path(`${namespace}/hello`)]);
    await store([path(`${namespace}/pkg/hello`)]);
    await store([path('whisk.system/pkg/hello'), { key: 'binding', value: `${namespace}/mine` }]);
    await store([], 'trigger');
    return namespace;
  }

  it.each([
    ['hello', 1],
    ['pkg/hello', 1],
    ['mine/hello', 1],
    ['trigger', 1],
    ['pkg', 0],
    ['hell', 0],
    ['other', 0],
  ])('%s', async (name, expected) => {
    const namespace = await records();
    expect(await bench.subject.list({ namespace, name, skip: 0, limit: 10 })).toHaveLength(expected);
    expect(await bench.subject.count({ namespace, name })).toBe(expected);
  });

  it('within a time', async () => {
    const namespace = await records();
    expect(await bench.subject.count({ namespace, name: 'hello', since: AT + 1 })).toBe(0);
    expect(await bench.subject.count({ namespace, name: 'hello', since: AT, upto: AT })).toBe(1);
  });
}

function removal(bench: Opened): void {
  it('of all namespaces, and no others', async () => {
    // Long before the records of other tests, which must stay.
    const old = 1_000_000;
    const [one, two] = [uniqueName(), uniqueName()];
    const kept = aRecord({ namespace: one, start: old + 10 });
    const gone = [0, 9, 5].map((n) => aRecord({ namespace: n === 5 ? two : one, start: old + n }));
    for (const record of [kept, ...gone]) await bench.subject.store(record);
    expect(await bench.subject.removeBefore(old + 10)).toBe(3);
    expect(await bench.subject.get(one, kept.activationId)).toBeDefined();
    for (const { namespace, activationId } of gone)
      expect(await bench.subject.get(namespace, activationId)).toBeUndefined();
    expect([await bench.subject.count({ namespace: one }), await bench.subject.count({ namespace: two })]).toEqual([
      1, 0,
    ]);
    expect(await bench.subject.removeBefore(old + 10)).toBe(0);
  });

  it('however many there are', async () => {
    const namespace = uniqueName();
    const records = Array.from({ length: 1_200 }, (_, n) => aRecord({ namespace, start: 1_000 + n }));
    await Promise.all(records.map((record) => bench.subject.store(record)));
    expect(await bench.subject.removeBefore(2_100)).toBe(1_100);
    expect(await bench.subject.count({ namespace })).toBe(100);
    expect(await bench.subject.removeBefore(10_000)).toBe(100);
  });
}
