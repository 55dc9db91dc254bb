import { anAction, anActivation } from '@whisker/testing';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbeddedStores } from './embedded-stores';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';

const path = pathsIn(temporaryFolder());

describe('openEmbeddedStores', () => {
  it('keeps everything for its owner only, even in a folder others can look into', async () => {
    const folder = path('data');
    mkdirSync(folder, { mode: 0o755 });
    const stores = await openEmbeddedStores(folder);
    await stores.entities.put(anAction(), { basedOn: undefined });
    await stores.subjects.setLimits('guest', {});
    await stores.activations.store(anActivation());
    await stores.activations.count({ namespace: 'guest' });
    const readable = readdirSync(folder).filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0);
    // The lock is empty.
    expect(readable.filter((name) => name !== 'lock')).toEqual([]);
    expect(statSync(join(folder, 'lock')).size).toBe(0);
    await stores.close();
  });

  it('lets others have the folder once it is closed', async () => {
    const folder = path('data');
    const first = await openEmbeddedStores(folder);
    await expect(openEmbeddedStores(folder)).rejects.toMatchObject({ fault: 'in-use' });
    await first.close();
    await first.close();
    await (await openEmbeddedStores(folder)).close();
  });

  it.each(['entities.db', 'subjects.db', 'activations.db'])('leaves nothing open when %s is damaged', async (file) => {
    const folder = path('data');
    await (await openEmbeddedStores(folder)).close();
    writeFileSync(join(folder, file), 'this is no database, and long enough to tell so'.repeat(10));
    for (let time = 0; time < 2; time += 1) {
      await expect(openEmbeddedStores(folder)).rejects.toMatchObject({ fault: 'damaged', path: join(folder, file) });
    }
  });

  it('reports what a log lost', async () => {
    const folder = path('data');
    await (await openEmbeddedStores(folder)).close();
    writeFileSync(join(folder, 'runs.log'), 'nonsense\n');
    const reports: string[] = [];
    const stores = await openEmbeddedStores(folder, { log: (level, message) => reports.push(`${level}: ${message}`) });
    expect(reports).toEqual([expect.stringMatching(/^error: .*runs\.log, line 1: damaged and skipped/)]);
    await stores.close();
  });
});
