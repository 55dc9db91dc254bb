import { anAction, InMemoryEntityStore } from '@whisker/testing';
import type { QualifiedName } from '@whisker/entities';
import { CachedEntityStore } from './cached-entity-store';
import type { Stored } from './entity-store';

const name = anAction().name;
const version = (stored: Stored | undefined) => stored?.entity.version;

/** A store whose reads take what is stored at once, and answer when they are told to. */
class SlowReads extends InMemoryEntityStore {
  readonly #held: (() => void)[] = [];
  #holding = false;

  hold(): void {
    this.#holding = true;
  }

  release(): void {
    this.#holding = false;
    for (const answer of this.#held.splice(0)) answer();
  }

  override async get(wanted: QualifiedName): Promise<Stored | undefined> {
    const found = await super.get(wanted);
    if (this.#holding) await new Promise<void>((resolve) => this.#held.push(resolve));
    return found;
  }
}

async function open() {
  const store = new SlowReads();
  await store.seed(anAction('guest/hello', { version: '0.0.1' }));
  const cache = new CachedEntityStore(store);
  const update = async (to: string) => {
    const basedOn = (await store.get(name))?.revision;
    return () => cache.put(anAction('guest/hello', { version: to }), { basedOn });
  };
  return { store, cache, update };
}

describe('CachedEntityStore', () => {
  it('reads an entity once', async () => {
    const { store, cache } = await open();
    expect(cache.peek(name)).toBeUndefined();
    await cache.get(name);
    await cache.get(name);
    expect(store.reads).toBe(1);
    expect(version(cache.peek(name))).toBe('0.0.1');
  });

  it('shares one read among all who ask meanwhile', async () => {
    const { store, cache } = await open();
    const answers = await Promise.all([cache.get(name), cache.get(name), cache.get(name)]);
    expect(store.reads).toBe(1);
    expect(answers.map(version)).toEqual(['0.0.1', '0.0.1', '0.0.1']);
  });

  it('does not remember that there is none', async () => {
    const { store, cache } = await open();
    const other = anAction('guest/other');
    expect(await cache.get(other.name)).toBeUndefined();
    await store.seed(other);
    expect(await cache.get(other.name)).toBeDefined();
  });

  it('sees writes that go through it', async () => {
    const { cache, update } = await open();
    await cache.get(name);
    await (
      await update('0.0.2')
    )();
    expect(cache.peek(name)).toBeUndefined();
    expect(version(await cache.get(name))).toBe('0.0.2');
  });

  it('sees deletions that go through it', async () => {
    const { cache } = await open();
    const revision = (await cache.get(name))?.revision ?? '';
    await cache.delete(name, revision);
    expect(await cache.get(name)).toBeUndefined();
  });

  it('sees writes elsewhere once it is told', async () => {
    const { store, cache } = await open();
    await cache.get(name);
    await store.seed(anAction('guest/hello', { version: '0.0.9' }));
    expect(version(await cache.get(name))).toBe('0.0.1');
    cache.invalidate(name);
    expect(version(await cache.get(name))).toBe('0.0.9');
  });

  it('forgets what is old when a write failed because of it', async () => {
    const { store, cache } = await open();
    const basedOn = (await cache.get(name))?.revision;
    await store.seed(anAction('guest/hello', { version: '0.0.9' }));
    await expect(cache.put(anAction(), { basedOn })).rejects.toMatchObject({ code: 'concurrentModification' });
    expect(version(await cache.get(name))).toBe('0.0.9');
  });

  it('does not keep the answer of a read that a write overtook', async () => {
    const { store, cache, update } = await open();
    const write = await update('0.0.2');
    store.hold();
    const overtaken = cache.get(name);
    await write();
    const after = cache.get(name);
    store.release();
    expect(version(await overtaken)).toBe('0.0.1');
    expect(version(await after)).toBe('0.0.2');
    expect(version(await cache.get(name))).toBe('0.0.2');
  });

  it('does not keep the answer of a read that an invalidation overtook', async () => {
    const { store, cache } = await open();
    store.hold();
    const overtaken = cache.get(name);
    await Promise.resolve();
    cache.invalidate(name);
    store.release();
    await overtaken;
    expect(cache.peek(name)).toBeUndefined();
  });

  it('passes a failed read on to all who wait, and reads again', async () => {
    const { store, cache } = await open();
    store.corrupt(name);
    const answers = await Promise.allSettled([cache.get(name), cache.get(name)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await store.seed(anAction('guest/hello', { version: '0.0.3' }));
    expect(version(await cache.get(name))).toBe('0.0.3');
  });

  it('bounds what it keeps by number and by size', async () => {
    const store = new InMemoryEntityStore();
    const cache = new CachedEntityStore(store, { entries: 10, bytes: 100_000 });
    const value = 'x'.repeat(20_000);
    const ids = Array.from({ length: 20 }, (_, n) => `guest/action${n}`);
    for (const id of ids) await store.seed(anAction(id, { parameters: [{ key: 'big', value }] }));
    for (const id of ids) await cache.get(anAction(id).name);
    expect(ids.filter((id) => cache.peek(anAction(id).name)).length).toBeLessThanOrEqual(4);
  });

  it('passes lists, counts and code through', async () => {
    const { cache } = await open();
    const query = { type: 'action', namespace: 'guest' } as const;
    expect(await cache.list({ ...query, skip: 0, limit: 10 })).toHaveLength(1);
    expect(await cache.count(query)).toBe(1);
    const revision = (await cache.get(name))?.revision ?? '';
    expect(await cache.readCode(name, revision)).toContain('main');
  });
});
