import { parseAuthKey, type AuthKey } from '@whisker/entities';
import { InMemorySubjectStore } from '@whisker/testing';
import { Administration, newAuthKey, type AdministrationParts } from './index';

const GIVEN = `23bc46b1-71f6-4ed5-8c54-816aa4f8c502:${'k'.repeat(64)}`;

function open(keys: 'plain' | 'hashed' = 'plain') {
  const subjects = new InMemorySubjectStore();
  let changes = 0;
  const administration = new Administration({ subjects, keys, changed: async () => void (changes += 1) });
  const does = <T>(make: (on: AdministrationParts) => Promise<T>) => administration.change(make);
  return { subjects, does, changes: () => changes };
}

const credentials = (auth: string) => parseAuthKey(auth) as AuthKey;

describe('a new key', () => {
  it('is an id and 64 letters and digits, each another', () => {
    const keys = Array.from({ length: 100 }, newAuthKey);
    expect(keys.every(({ uuid, key }) => /^[0-9a-f-]{36}$/.test(uuid) && /^[A-Za-z0-9]{64}$/.test(key))).toBe(true);
    expect(new Set(keys.map(({ key }) => key)).size).toBe(100);
  });
});

describe('a user', () => {
  it('is made in the namespace of its name, with a key', async () => {
    const { does, subjects, changes } = open();
    const made = await does(({ users }) => users.create({ subject: ' alice ' }));
    expect(made).toMatchObject({ subject: 'alice', namespace: 'alice' });
    expect((await subjects.authenticate(credentials(made.auth)))?.subject).toBe('alice');
    expect(changes()).toBe(1);
  });

  it('may have more namespaces, each with a key of its own, and a given key', async () => {
    const { does, subjects } = open();
    await does(({ users }) => users.create({ subject: 'alice' }));
    const more = await does(({ users }) => users.create({ subject: 'alice', namespace: 'team', auth: GIVEN }));
    expect(more.auth).toBe(GIVEN);
    expect((await subjects.authenticate(credentials(GIVEN)))?.namespace.name).toBe('team');
    const { keys } = await does(({ users }) => users.get({ subject: 'alice' }));
    expect(keys.map(({ namespace }) => namespace)).toEqual(['alice', 'team']);
    expect((await does(({ users }) => users.get({ subject: 'alice', namespace: 'team' }))).keys).toEqual([more]);
  });

  it.each<[string, { subject: string; namespace?: string; auth?: string }, string]>([
    ['a short name', { subject: 'me' }, "the subject 'me' is too short"],
    ['a slash', { subject: 'alice/limits' }, 'must not begin with'],
    ['a name of a database’s own', { subject: '_design' }, 'must not begin with'],
    ['too long a name', { subject: 'a'.repeat(257) }, 'at most 256 characters'],
    ['a name that is no namespace', { subject: 'alice#home' }, "'alice#home' cannot name a namespace"],
    ['the namespace _', { subject: 'alice', namespace: '_' }, "'_' cannot name a namespace"],
    ['no key', { subject: 'alice', auth: 'key' }, 'must read uuid:key'],
    ['a short key', { subject: 'alice', auth: `${GIVEN.slice(0, -1)}` }, 'the key having 64 characters'],
    ['an id that is no UUID', { subject: 'alice', auth: `me:${'k'.repeat(64)}` }, "'me' is no UUID"],
  ])('is refused with %s', async (_, given, text) => {
    const { does, subjects, changes } = open();
    await expect(does(({ users }) => users.create(given))).rejects.toThrow(text);
    expect([await subjects.list(), changes()]).toEqual([[], 0]);
  });

  it('does not get a namespace twice, nor an id somebody has, nor anything while it is blocked', async () => {
    const { does } = open();
    await does(({ users }) => users.create({ subject: 'alice', auth: GIVEN }));
    await expect(does(({ users }) => users.create({ subject: 'alice' }))).rejects.toMatchObject({ reason: 'exists' });
    await expect(does(({ users }) => users.create({ subject: 'bobby', auth: GIVEN }))).rejects.toThrow(
      "belongs to the subject 'alice' already",
    );
    await does(({ users }) => users.block(['alice']));
    await expect(does(({ users }) => users.create({ subject: 'alice', namespace: 'x' }))).rejects.toMatchObject({
      reason: 'blocked',
    });
  });

  it('gets a new key under the old id, and the old one is refused', async () => {
    const { does, subjects } = open();
    await does(({ users }) => users.create({ subject: 'alice', namespace: 'team' }));
    const made = await does(({ users }) => users.create({ subject: 'alice', auth: GIVEN }));
    const fresh = await does(({ users }) => users.rotate({ subject: 'alice' }));
    expect([fresh.uuid, fresh.auth === made.auth]).toEqual([made.uuid, false]);
    expect(await subjects.authenticate(credentials(GIVEN))).toBeUndefined();
    expect((await subjects.authenticate(credentials(fresh.auth)))?.namespace.name).toBe('alice');
    await expect(does(({ users }) => users.rotate({ subject: 'alice', namespace: 'no' }))).rejects.toThrow(
      "has no namespace 'no'",
    );
  });

  it('is deleted as a whole or in one namespace', async () => {
    const { does, subjects } = open();
    await does(({ users }) => users.create({ subject: 'alice', auth: GIVEN }));
    await does(({ users }) => users.create({ subject: 'alice', namespace: 'team' }));
    await does(({ users }) => users.delete({ subject: 'alice', namespace: 'team' }));
    expect((await does(({ users }) => users.get({ subject: 'alice' }))).keys).toHaveLength(1);
    await does(({ users }) => users.delete({ subject: 'alice' }));
    expect(await subjects.authenticate(credentials(GIVEN))).toBeUndefined();
    await expect(does(({ users }) => users.delete({ subject: 'alice' }))).rejects.toThrow("no subject 'alice'");
  });

  it('is blocked and unblocked, several at once, and told which are not there', async () => {
    const { does, subjects } = open();
    await does(({ users }) => users.create({ subject: 'alice', auth: GIVEN }));
    expect(await does(({ users }) => users.block(['nobody', 'alice', 'alice']))).toEqual([
      { subject: 'nobody', done: false },
      { subject: 'alice', done: true },
    ]);
    expect(await subjects.authenticate(credentials(GIVEN))).toBeUndefined();
    await does(({ users }) => users.unblock(['alice']));
    expect(await subjects.authenticate(credentials(GIVEN))).toBeDefined();
    await expect(does(({ users }) => users.block([]))).rejects.toThrow('one subject or more');
  });

  it('is found by a namespace, a key or an id', async () => {
    const { does } = open();
    await does(({ users }) => users.create({ subject: 'alice', namespace: 'team', auth: GIVEN }));
    await does(({ users }) => users.create({ subject: 'bobby', namespace: 'team' }));
    const keys = await does(({ users }) => users.list('team'));
    expect(keys.map(({ subject }) => subject)).toEqual(['alice', 'bobby']);
    const [uuid = ''] = GIVEN.split(':');
    const whose = [{ subject: 'alice', namespace: 'team', blocked: false }];
    expect(await does(({ users }) => users.whois(GIVEN))).toEqual(whose);
    expect(await does(({ users }) => users.whois(uuid))).toEqual(whose);
    expect(await does(({ users }) => users.whois(`${uuid}:${'x'.repeat(64)}`))).toEqual([]);
    await does(({ users }) => users.block(['alice']));
    expect(await does(({ users }) => users.whois(uuid))).toMatchObject([{ blocked: true }]);
    expect(await does(({ users }) => users.list('team'))).toHaveLength(1);
  });

  it('loses nothing when it is changed twice at a time', async () => {
    const { does } = open();
    const names = Array.from({ length: 20 }, (_, n) => `space-${n}`);
    await Promise.all(names.map((namespace) => does(({ users }) => users.create({ subject: 'alice', namespace }))));
    expect((await does(({ users }) => users.get({ subject: 'alice' }))).keys).toHaveLength(20);
  });

  it('can be changed after a change that was refused', async () => {
    const { does } = open();
    await expect(does(({ users }) => users.delete({ subject: 'alice' }))).rejects.toThrow();
    await expect(does(({ users }) => users.create({ subject: 'alice' }))).resolves.toBeDefined();
  });
});

describe('with hashed keys', () => {
  it('a key is shown once, and still works', async () => {
    const { does, subjects } = open('hashed');
    const made = await does(({ users }) => users.create({ subject: 'alice' }));
    expect((await subjects.authenticate(credentials(made.auth)))?.subject).toBe('alice');
    expect(JSON.stringify(await subjects.list())).not.toContain(credentials(made.auth).key);
    const { subject, namespace, uuid } = made;
    expect((await does(({ users }) => users.get({ subject }))).keys).toEqual([{ subject, namespace, uuid }]);
    expect(await does(({ users }) => users.whois(made.auth))).toMatchObject([{ subject }]);
  });

  it('keys from before are hashed, once', async () => {
    const { does, subjects } = open();
    const made = await does(({ users }) => users.create({ subject: 'alice' }));
    expect(await does(({ users }) => users.hashStoredKeys())).toBe(1);
    expect(await does(({ users }) => users.hashStoredKeys())).toBe(0);
    expect(JSON.stringify(await subjects.list())).not.toContain(credentials(made.auth).key);
    expect(await subjects.authenticate(credentials(made.auth))).toBeDefined();
  });
});
