import type { Subject } from '@whisker/entities';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureOwner } from './owner';

/** Subjects in memory; only what ensureOwner asks for. */
function someSubjects() {
  const subjects: Subject[] = [];
  return {
    subjects,
    store: {
      authenticate: async ({ uuid, key }: { uuid: string; key: string }) => {
        const found = subjects.find(({ namespaces }) => namespaces.some((own) => own.uuid === uuid && own.key === key));
        return found && { subject: found.subject, namespace: { name: found.subject, uuid }, limits: {} };
      },
      put: async (subject: Subject) => void subjects.push(subject),
    },
  };
}

describe('ensureOwner', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'whisker-owner-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('makes a key that only its owner can read, and keeps it', async () => {
    const { subjects, store } = someSubjects();
    const first = await ensureOwner(folder, store);
    expect(first.auth).toMatch(/^[0-9a-f-]{36}:[A-Za-z0-9]{64}$/);
    expect((await stat(join(folder, 'auth'))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(folder, 'auth'), 'utf8')).trim()).toBe(first.auth);
    expect(await ensureOwner(folder, store)).toEqual(first);
    expect(subjects).toHaveLength(1);
  });

  it('makes another key for another folder', async () => {
    const other = await mkdtemp(join(tmpdir(), 'whisker-owner-'));
    const keys = [await ensureOwner(folder, someSubjects().store), await ensureOwner(other, someSubjects().store)];
    await rm(other, { recursive: true });
    expect(keys[0]?.auth).not.toBe(keys[1]?.auth);
  });

  it('refuses a file that holds no key, naming it', async () => {
    await writeFile(join(folder, 'auth'), 'nonsense');
    await expect(ensureOwner(folder, someSubjects().store)).rejects.toThrow(join(folder, 'auth'));
  });
});
