import type { AuthKey, Identity, Subject } from '@whisker/entities';
import { CachedSubjectStore } from './cached-subject-store';
import type { SubjectStore } from './subject-store';

const KEY = 'k'.repeat(64);
const credentials: AuthKey = { uuid: 'uuid-1', key: KEY };
const subject: Subject = { subject: 'guest-subject', namespaces: [{ name: 'guest', ...credentials }] };

/** One subject; counts questions. */
class OneSubject implements SubjectStore {
  questions = 0;
  stored: Subject | undefined = subject;
  gate: Promise<void> = Promise.resolve();

  async authenticate({ uuid, key }: AuthKey): Promise<Identity | undefined> {
    return this.#answer(({ uuid: known, key: secret }) => known === uuid && secret === key);
  }
  async identityOf(namespace: string): Promise<Identity | undefined> {
    return this.#answer(({ name }) => name === namespace);
  }
  async holdersOf(): Promise<readonly []> {
    return [];
  }
  async blockedNamespaces(): Promise<readonly []> {
    return [];
  }
  async get(): Promise<Subject | undefined> {
    return this.stored;
  }
  async put(replaced: Subject): Promise<void> {
    this.stored = replaced;
  }
  async delete(): Promise<void> {
    this.stored = undefined;
  }
  async list(): Promise<readonly Subject[]> {
    return this.stored ? [this.stored] : [];
  }
  async limitsOf(): Promise<undefined> {}
  async setLimits(): Promise<void> {}
  async close(): Promise<void> {}

  async #answer(fits: (namespace: Subject['namespaces'][number]) => boolean): Promise<Identity | undefined> {
    this.questions += 1;
    const found = this.stored?.namespaces.find(fits);
    await this.gate;
    return found && { subject: subject.subject, namespace: { name: found.name, uuid: found.uuid }, limits: {} };
  }
}

function open() {
  const store = new OneSubject();
  const clock = { now: 1_000 };
  const cache = new CachedSubjectStore(store, { now: () => clock.now });
  return { store, cache, clock };
}

describe('CachedSubjectStore', () => {
  it('asks once for the same credentials', async () => {
    const { store, cache } = open();
    expect(cache.peek(credentials)).toBeUndefined();
    const identity = await cache.authenticate(credentials);
    expect(await cache.authenticate(credentials)).toBe(identity);
    expect(cache.peek(credentials)).toBe(identity);
    expect(store.questions).toBe(1);
  });

  it('shares one question among all who ask meanwhile', async () => {
    const { store, cache } = open();
    await Promise.all([cache.authenticate(credentials), cache.authenticate(credentials)]);
    expect(store.questions).toBe(1);
  });

  it('asks again 30 seconds after it was answered, used or not', async () => {
    const { store, cache, clock } = open();
    await cache.authenticate(credentials);
    clock.now += 29_999;
    await cache.authenticate(credentials);
    expect(store.questions).toBe(1);
    clock.now += 1;
    expect(cache.peek(credentials)).toBeUndefined();
    await cache.authenticate(credentials);
    expect(store.questions).toBe(2);
  });

  it('does not take another key for the known one', async () => {
    const { cache } = open();
    await cache.authenticate(credentials);
    expect(await cache.authenticate({ uuid: 'uuid-1', key: `x${KEY.slice(1)}` })).toBeUndefined();
    expect(await cache.authenticate({ uuid: 'uuid-1', key: KEY.slice(1) })).toBeUndefined();
    expect(await cache.authenticate(credentials)).toBeDefined();
  });

  it('remembers a refusal shortly', async () => {
    const { store, cache, clock } = open();
    const wrong = { uuid: 'uuid-1', key: 'w'.repeat(64) };
    await cache.authenticate(wrong);
    await cache.authenticate(wrong);
    expect(store.questions).toBe(1);
    clock.now += 2_000;
    await cache.authenticate(wrong);
    expect(store.questions).toBe(2);
  });

  it('keeps good identities under a flood of wrong keys', async () => {
    const { store, cache } = open();
    const small = new CachedSubjectStore(store, { entries: 10, now: () => 0 });
    await small.authenticate(credentials);
    for (let n = 0; n < 200; n += 1) await small.authenticate({ uuid: `uuid-${n + 2}`, key: KEY });
    expect(small.peek(credentials)).toBeDefined();
    await cache.close();
  });

  it('knows who owns a namespace, apart from who authenticates', async () => {
    const { store, cache } = open();
    expect((await cache.identityOf('guest'))?.subject).toBe('guest-subject');
    await cache.identityOf('guest');
    expect(store.questions).toBe(1);
    expect(await cache.identityOf(`uuid-1:${KEY}`)).toBeUndefined();
    expect(await cache.authenticate(credentials)).toBeDefined();
  });

  it.each<[string, (cache: CachedSubjectStore) => Promise<void>]>([
    [
      'a new key',
      (cache) => cache.put({ ...subject, namespaces: [{ name: 'guest', uuid: 'uuid-1', key: 'n'.repeat(64) }] }),
    ],
    ['a removed subject', (cache) => cache.delete(subject.subject)],
  ])('sees %s at once', async (_what, write) => {
    const { cache } = open();
    await cache.authenticate(credentials);
    await write(cache);
    expect(await cache.authenticate(credentials)).toBeUndefined();
  });

  it('sees changed limits at once', async () => {
    const { store, cache } = open();
    await cache.authenticate(credentials);
    await cache.setLimits('guest', { invocationsPerMinute: 1 });
    await cache.authenticate(credentials);
    expect(store.questions).toBe(2);
  });

  it('sees a new subject at once, though its key was refused before', async () => {
    const { store, cache } = open();
    store.stored = undefined;
    expect(await cache.authenticate(credentials)).toBeUndefined();
    await cache.put(subject);
    expect(await cache.authenticate(credentials)).toBeDefined();
  });

  it('does not keep the answer to a question that a write overtook', async () => {
    const { store, cache } = open();
    let answer = (): void => undefined;
    store.gate = new Promise((resolve) => (answer = resolve));
    const overtaken = cache.authenticate(credentials);
    await cache.delete(subject.subject);
    answer();
    expect(await overtaken).toBeDefined();
    expect(cache.peek(credentials)).toBeUndefined();
    expect(await cache.authenticate(credentials)).toBeUndefined();
  });

  it('sees changes elsewhere once it is told', async () => {
    const { store, cache } = open();
    await cache.authenticate(credentials);
    store.stored = undefined;
    cache.invalidate();
    expect(await cache.authenticate(credentials)).toBeUndefined();
  });
});
