import { invokerTopic } from '@whisker/messages';
import { buildSync } from 'esbuild';
import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openDataFolder } from './data-folder';
import { openEmbeddedStores, type EmbeddedStores } from './embedded-stores';
import { CrashProcess } from './testing/crash-process';
import { temporaryFolder } from './testing/temporary-folder';

jest.setTimeout(60_000);

const folder = temporaryFolder();
const program = join(folder, 'crash-child.cjs');
/** Where a bundle outside the workspace finds the packages that are not in it. */
const env = { ...process.env, NODE_PATH: resolve(require.resolve('better-sqlite3/package.json'), '../..') };

beforeAll(() => {
  buildSync({
    entryPoints: [join(__dirname, 'testing/crash-child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    conditions: ['@whisker/source'],
    external: ['better-sqlite3'],
    logLevel: 'warning',
  });
  // For the test that runs it as another user.
  chmodSync(folder, 0o755);
});

function start(args: readonly string[], options: { readonly uid?: number } = {}): CrashProcess {
  return new CrashProcess(program, { args, env, ...options });
}

afterEach(() => CrashProcess.killAll());

/** Acknowledged writes after which the process is killed, one round after the other on the same data. */
const KILLED_AFTER = [1, 333, 900];

interface Written {
  readonly n: number;
  readonly id: string;
}

/** Lets a process write and kills it in the middle. @returns what was acknowledged; a line it could not end was not */
async function writeAndDie(what: string, path: string, round: number): Promise<readonly Written[]> {
  const child = start([what, path, String(round)]);
  await child.read(KILLED_AFTER[round] as number);
  await child.kill();
  return child.lines.flatMap((line) => {
    const [n = '', id = ''] = line.split(' ');
    return id.length === 32 ? [{ n: Number(n), id }] : [];
  });
}

/** What is missing of the acknowledged ids. */
type Missing = (stores: EmbeddedStores, written: readonly Written[]) => Promise<readonly string[]>;

async function expectNothingLost(what: string, missing: Missing): Promise<void> {
  const path = join(folder, what);
  const acknowledged: Written[] = [];
  for (const round of KILLED_AFTER.keys()) {
    acknowledged.push(...(await writeAndDie(what, path, round)));
    const problems: string[] = [];
    const stores = await openEmbeddedStores(path, { log: (_level, message) => problems.push(message) });
    expect(await missing(stores, acknowledged)).toEqual([]);
    expect(problems).toEqual([]);
    await stores.close();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(1_234);
}

describe('after a kill in the middle of writing', () => {
  it('every acknowledged entity is there, with its code', async () => {
    await expectNothingLost('entities', async ({ entities }, written) => {
      const kept = await Promise.all(
        written.map(async ({ id }) => {
          const name = { namespace: 'guest', name: id };
          const stored = await entities.get(name);
          const code = stored && (await entities.readCode(name, stored.revision));
          return code === `code of ${id}`;
        }),
      );
      return written.flatMap(({ id }, i) => (kept[i] ? [] : [id]));
    });
  });

  it('every acknowledged route is there', async () => {
    await expectNothingLost('routes', async ({ routes }, written) => {
      const kept = new Set((await routes.apis('guest')).map(({ id }) => id));
      return written.flatMap(({ id }) => (kept.has(id) ? [] : [id]));
    });
  });

  it('every acknowledged record is there, and is listed', async () => {
    await expectNothingLost('activations', async ({ activations }, written) => {
      const listed = await activations.list({ namespace: 'guest', skip: 0, limit: 1_000_000 });
      const ids = new Set(listed.map(({ activationId }) => activationId));
      const got = await Promise.all(written.map(({ id }) => activations.get('guest', id)));
      return written.flatMap(({ id }, i) => (ids.has(id) && got[i] ? [] : [id]));
    });
  });

  it('every acknowledged message is handed over, marked', async () => {
    const handled = new Set<string>();
    await expectNothingLost('bus', async ({ bus }, written) => {
      const feed = await bus.consume(invokerTopic(0), { capacity: 1_000_000 }, async ({ message, redelivered }) => {
        if (redelivered) handled.add(message.activationId);
      });
      await new Promise(setImmediate);
      await feed.close();
      return written.flatMap(({ id }) => (handled.has(id) ? [] : [id]));
    });
  });

  it('every run that was started and not finished is known', async () => {
    await expectNothingLost('journal', async ({ journal }, written) => {
      const unfinished = new Set((await journal.unfinished()).map(({ activationId }) => activationId));
      return written.flatMap(({ n, id }) => (n % 3 === 0 || unfinished.has(id) ? [] : [id]));
    });
  });

  it('every record that was promised and not settled is known', async () => {
    await expectNothingLost('owed', async ({ owed }, written) => {
      const outstanding = new Set((await owed.outstanding()).map(({ activationId }) => activationId));
      return written.flatMap(({ n, id }) => (n % 3 === 0 || outstanding.has(id) ? [] : [id]));
    });
  });
});

describe('a data folder', () => {
  it('in use by another process is refused, and is free once that one was killed', async () => {
    const path = join(folder, 'locked');
    const child = start(['lock', path]);
    await child.read(1);
    expect(child.lines).toEqual(['open']);
    expect(() => openDataFolder(path)).toThrow(
      `The data folder ${path} is in use by process ${child.pid}. Stop that one first`,
    );
    await child.kill();
    openDataFolder(path).close();
  });

  it.each(['the folder itself', 'the folder above it'])('that cannot be written is refused: %s', async (which) => {
    const above = join(folder, which.replaceAll(' ', '-'));
    const path = join(above, 'data');
    mkdirSync(which === 'the folder itself' ? path : above, { recursive: true });
    chmodSync(which === 'the folder itself' ? path : above, 0o555);
    // Whoever runs the tests may write everywhere; so another user tries.
    const isRoot = process.getuid?.() === 0;
    const child = start(['lock', path], isRoot ? { uid: 65_534 } : {});
    await child.read(1);
    await child.kill();
    expect(child.lines).toEqual([
      `The data folder ${path} cannot be written (EACCES). Make it writable for the user that runs Whisker, or choose another folder.`,
    ]);
    chmodSync(which === 'the folder itself' ? path : above, 0o755);
  });
});
