import { randomUUID } from 'node:crypto';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { SqliteSubjectStore } from './sqlite-subject-store';

const path = pathsIn(temporaryFolder());
const KEY = 'k'.repeat(64);

describe('SqliteSubjectStore', () => {
  it('lists subjects by name, each with its namespaces in their order', async () => {
    const store = await SqliteSubjectStore.open(path('subjects.db'));
    const namespace = (name: string) => ({ name, uuid: randomUUID(), key: KEY });
    const b = { subject: 'b', namespaces: ['z', 'a', 'm'].map(namespace) };
    const a = { subject: 'a', namespaces: [namespace('one')] };
    for (const subject of [b, a]) await store.put(subject);
    expect(await store.list()).toEqual([a, b]);
    await store.close();
  });

  it('passes over a blocked subject that shares a namespace', async () => {
    const store = await SqliteSubjectStore.open(path('subjects.db'));
    const shared = (uuid: string) => [{ name: 'shared', uuid, key: KEY }];
    await store.put({ subject: 'a', namespaces: shared('uuid-a'), blocked: true });
    await store.put({ subject: 'b', namespaces: shared('uuid-b') });
    expect((await store.identityOf('shared'))?.subject).toBe('b');
    expect(await store.authenticate({ uuid: 'uuid-a', key: KEY })).toBeUndefined();
    await store.close();
  });

  it('tells keys of one id apart', async () => {
    const store = await SqliteSubjectStore.open(path('subjects.db'));
    const other = 'o'.repeat(64);
    await store.put({
      subject: 'a',
      namespaces: [
        { name: 'one', uuid: 'same', key: KEY },
        { name: 'two', uuid: 'same', key: other },
      ],
    });
    expect((await store.authenticate({ uuid: 'same', key: other }))?.namespace.name).toBe('two');
    expect((await store.authenticate({ uuid: 'same', key: KEY }))?.namespace.name).toBe('one');
    await store.close();
  });
});
