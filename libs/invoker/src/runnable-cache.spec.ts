import { defaultSystemLimits } from '@whisker/entities';
import { RunnableCache } from './runnable-cache';
import { action } from './testing/builders';
import { FakeEntities } from './testing/fake-stores';

const reference = (name: string, revision = 'r1', pkg?: string) => ({
  name: { namespace: 'guest', name, ...(pkg !== undefined && { package: pkg }) },
  version: '0.0.3',
  revision,
});

function newCache(capacity = 2) {
  const entities = new FakeEntities();
  for (const name of ['a', 'b', 'c']) entities.put(action({ name: { namespace: 'guest', name } }), 'r1', 'code');
  const faults: string[] = [];
  const cache = new RunnableCache({
    entities,
    limits: defaultSystemLimits,
    capacity,
    onFault: (text) => faults.push(text),
  });
  return { entities, cache, faults };
}

describe('cache of run-ready actions', () => {
  it('knows nothing at first, then what was loaded', async () => {
    const { cache } = newCache();
    expect(cache.peek(reference('a'))).toBeUndefined();
    const fetched = await cache.load(reference('a'));
    expect(fetched).toHaveProperty('runnable');
    expect(cache.peek(reference('a'))).toBe((fetched as { runnable: unknown }).runnable);
  });

  it('tells revisions and packages apart', async () => {
    const { cache } = newCache();
    await cache.load(reference('a'));
    expect(cache.peek(reference('a', 'r2'))).toBeUndefined();
    expect(cache.peek(reference('a', 'r1', 'p'))).toBeUndefined();
  });

  it('reads once for all who ask at the same time', async () => {
    const { cache, entities } = newCache();
    await Promise.all([cache.load(reference('a')), cache.load(reference('a')), cache.load(reference('b'))]);
    expect(entities.gets).toBe(2);
  });

  it('lets the least recently used go', async () => {
    const { cache } = newCache(2);
    await cache.load(reference('a'));
    await cache.load(reference('b'));
    cache.peek(reference('a'));
    await cache.load(reference('c'));
    expect(['a', 'b', 'c'].map((name) => cache.peek(reference(name)) !== undefined)).toEqual([true, false, true]);
  });

  it('keeps a changed action under its own revision', async () => {
    const { cache, entities } = newCache();
    entities.put(action({ name: { namespace: 'guest', name: 'a' } }), 'r2', 'code');
    const fetched = await cache.load(reference('a', 'r1'));
    expect(fetched).toMatchObject({ runnable: { revision: 'r2' } });
    expect(cache.peek(reference('a', 'r1'))).toBeUndefined();
    expect(cache.peek(reference('a', 'r2'))).toBeDefined();
  });

  it('forgets on request', async () => {
    const { cache } = newCache();
    const fetched = await cache.load(reference('a'));
    if ('runnable' in fetched) cache.forget(fetched.runnable);
    expect(cache.peek(reference('a'))).toBeUndefined();
  });

  it('keeps no failure', async () => {
    const { cache, entities, faults } = newCache();
    entities.failure = new Error('store is down');
    expect(await cache.load(reference('a'))).toHaveProperty('failure');
    entities.failure = undefined;
    expect(await cache.load(reference('a'))).toHaveProperty('runnable');
    expect(faults).toEqual(['action could not be fetched']);
  });
});
