import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { openDataFolder } from './data-folder';
import { requireNode } from './sqlite';

const path = pathsIn(temporaryFolder());

function fault(open: () => unknown): unknown {
  try {
    open();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('openDataFolder', () => {
  it('makes the folder, for its owner only', () => {
    const folder = openDataFolder(join(path('data'), 'deeper'));
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
    expect(folder.file('x')).toBe(join(folder.path, 'x'));
    folder.close();
  });

  it('takes a folder that is there as it is', () => {
    const there = path('data');
    mkdirSync(there);
    chmodSync(there, 0o755);
    openDataFolder(there).close();
    expect(statSync(there).mode & 0o777).toBe(0o755);
  });

  it('refuses a second platform and names the first, until that one is done', () => {
    const first = openDataFolder(path('data'));
    expect(fault(() => openDataFolder(first.path))).toMatchObject({
      fault: 'in-use',
      path: first.path,
      message: `The data folder ${first.path} is in use by process ${process.pid}. Stop that one first, or choose another folder for this one.`,
    });
    first.close();
    first.close();
    openDataFolder(first.path).close();
  });

  it('refuses a file', () => {
    const file = path('data');
    writeFileSync(file, '');
    for (const target of [file, join(file, 'deeper')]) {
      expect(fault(() => openDataFolder(target))).toMatchObject({
        fault: 'not-a-folder',
        message: expect.stringContaining(`The data folder ${target} cannot be made: there is a file of that name`),
      });
    }
  });

  it('refuses a folder of a newer version, and lets go of it', () => {
    const folder = openDataFolder(path('data'));
    folder.close();
    writeFileSync(folder.file('format.json'), '{"format":2}');
    for (let time = 0; time < 2; time += 1) {
      expect(fault(() => openDataFolder(folder.path))).toMatchObject({
        fault: 'newer-version',
        message: `The data folder ${folder.path} was made by a newer Whisker (format 2; this one reads up to 1). Start the newer one, or choose another folder.`,
      });
    }
  });

  it.each(['', '{', '{"format":"1"}', '{"format":0}', 'null'])(
    'refuses a folder whose format is %j, and leaves it as it is',
    (text) => {
      const folder = openDataFolder(path('data'));
      folder.close();
      writeFileSync(folder.file('format.json'), text);
      expect(fault(() => openDataFolder(folder.path))).toMatchObject({
        fault: 'damaged',
        path: folder.file('format.json'),
        message: expect.stringContaining('Nothing was deleted'),
      });
      expect(readFileSync(folder.file('format.json'), 'utf8')).toBe(text);
    },
  );

  it('leaves no trace of a lock', () => {
    const folder = openDataFolder(path('data'));
    expect(readFileSync(folder.file('lock.pid'), 'utf8')).toBe(`${process.pid}\n`);
    folder.close();
    expect(existsSync(folder.file('lock.pid'))).toBe(false);
  });
});

describe('requireNode', () => {
  it('tells of a Node that would crash', () => {
    expect(fault(() => requireNode('/data', '20.20.2'))).toMatchObject({
      fault: 'unsupported-node',
      message:
        '/data cannot be opened with Node 20.20.2: its database library needs Node 22 or newer. Start Whisker with a newer Node.',
    });
    expect(fault(() => requireNode('/data', '24.1.0'))).toBeUndefined();
  });
});
