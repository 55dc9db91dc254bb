import type { SecretName, SecretStore, SecretWrite } from '@whisker/secrets';
import { openForEach, uniqueName, type OpenPort } from './port-under-test';

/** Declares the suite of the port {@link SecretStore}. */
export function secretStoreContract(name: string, open: OpenPort<SecretStore>): void {
  describe(`${name} as a SecretStore`, () => {
    const bench = openForEach(open);
    describe('keeps secrets', () => keeping(bench));
    describe('lists secrets', () => listing(bench));
  });
}

interface Opened {
  readonly subject: SecretStore;
  reopen(): Promise<SecretStore>;
}

const aSecret = (members: Partial<SecretName> = {}): SecretName => ({
  namespace: uniqueName(),
  name: 'db',
  ...members,
});
const aWrite = (members: Partial<SecretWrite> = {}): SecretWrite => ({
  sealed: 'AbC+/=',
  revision: uniqueName('r'),
  at: 1_700_000_000_000,
  most: 10,
  ...members,
});

function keeping(bench: Opened): void {
  it('as they were put, over a restart', async () => {
    const name = aSecret({ name: 'a name@with.all-of & it' });
    const write = aWrite({ sealed: 'x'.repeat(100_000) });
    const dates = { created: write.at, updated: write.at };
    expect(await bench.subject.put(name, write)).toEqual({ ...name, ...dates });
    const { sealed, revision } = write;
    expect(await (await bench.reopen()).get(name)).toEqual({ ...name, ...dates, sealed, revision });
  });

  it('and replaces them, but for the date of the first', async () => {
    const name = aSecret();
    await bench.subject.put(name, aWrite({ at: 1, sealed: 'old', revision: 'r1' }));
    expect(await bench.subject.put(name, aWrite({ at: 2, sealed: 'new', revision: 'r2' }))).toEqual({
      ...name,
      created: 1,
      updated: 2,
    });
    expect(await bench.subject.get(name)).toEqual({ ...name, created: 1, updated: 2, sealed: 'new', revision: 'r2' });
  });

  it('until they are deleted', async () => {
    const name = aSecret();
    await bench.subject.put(name, aWrite({ at: 5 }));
    expect(await bench.subject.delete(name)).toEqual({ ...name, created: 5, updated: 5 });
    expect(await bench.subject.get(name)).toBeUndefined();
    expect(await bench.subject.delete(name)).toBeUndefined();
    expect(await (await bench.reopen()).get(name)).toBeUndefined();
  });

  it('of each namespace for itself', async () => {
    const [one, other] = [aSecret(), aSecret()];
    await bench.subject.put(one, aWrite({ sealed: 'one' }));
    await bench.subject.put(other, aWrite({ sealed: 'other' }));
    expect((await bench.subject.get(one))?.sealed).toBe('one');
    expect(await bench.subject.get({ ...one, name: 'DB' })).toBeUndefined();
    await bench.subject.delete(one);
    expect((await bench.subject.get(other))?.sealed).toBe('other');
  });

  it('as many as a namespace may have', async () => {
    const { namespace } = aSecret();
    const put = (name: string, most: number) => bench.subject.put({ namespace, name }, aWrite({ most }));
    await put('a', 2);
    await put('b', 2);
    await expect(put('c', 2)).rejects.toMatchObject({ code: 'tooManySecrets' });
    await expect(put('b', 2)).resolves.toMatchObject({ name: 'b' });
    await bench.subject.delete({ namespace, name: 'a' });
    await expect(put('c', 2)).resolves.toMatchObject({ name: 'c' });
    await expect(bench.subject.put(aSecret(), aWrite({ most: 1 }))).resolves.toMatchObject({ name: 'db' });
  });
}

function listing(bench: Opened): void {
  it('by name, and tells nothing of their values', async () => {
    const { namespace } = aSecret();
    for (const name of ['b', 'c', 'a']) await bench.subject.put({ namespace, name }, aWrite({ at: 7 }));
    expect(await bench.subject.list(namespace)).toEqual(
      ['a', 'b', 'c'].map((name) => ({ namespace, name, created: 7, updated: 7 })),
    );
  });

  it('of a namespace that has none', async () => {
    expect(await bench.subject.list(uniqueName())).toEqual([]);
  });
}
