import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Apt and its downloads may be slow; they must not hang, ms. */
const DEADLINE_MS = 300_000;
/** Keys of all Debian releases; part of every Debian. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** A package of a Debian release that need not be the machine's own. */
export interface DebianPackage {
  readonly name: string;
  /** Code name, as `bullseye`. */
  readonly release: string;
}

/**
 * Unpacks a package into a folder, without installing it: nothing of the system changes. Asks the mirror that the
 * machine's own apt is configured with, by a configuration of its own.
 * @throws Error that says what failed, with apt's words
 */
export async function unpackDebianPackage(wanted: DebianPackage, folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), `whisker-${wanted.name}-`));
  try {
    await unpackInto(folder, work, wanted);
  } catch (error) {
    throw new Error(
      `${wanted.name} of Debian ${wanted.release} could not be fetched: ${wordsOf(error)}\n` +
        "It comes from the mirror of the machine's own apt sources: see that `apt-get update` works and that the mirror carries that release.",
      { cause: error },
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function unpackInto(folder: string, work: string, { name, release }: DebianPackage): Promise<void> {
  const options = await privateApt(work, `deb [signed-by=${KEYRING}] ${await mirror()} ${release} main\n`);
  const limits = { cwd: work, timeout: DEADLINE_MS };
  await run('apt-get', [...options, '-q', 'update'], limits);
  await run('apt-get', [...options, '-q', 'download', name], limits);
  const archive = (await readdir(work)).find((file) => file.endsWith('.deb'));
  if (archive === undefined) throw new Error('apt-get download left no file');
  await run('dpkg-deb', ['--extract', archive, folder], limits);
}

/** Where the machine's own apt has Debian's main archive from. */
async function mirror(): Promise<string> {
  const format = '$(REPO_URI) $(LABEL) $(COMPONENT)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Identifier: Packages'], {
    timeout: DEADLINE_MS,
  });
  const found = stdout.split('\n').find((line) => line.endsWith(' Debian main'));
  if (found === undefined) throw new Error("apt knows no mirror of Debian's main archive; run `apt-get update` once");
  return found.split(' ')[0] as string;
}

/** Arguments that give apt sources, lists and archives of its own. */
async function privateApt(work: string, sources: string): Promise<readonly string[]> {
  for (const folder of ['state/lists/partial', 'cache/archives/partial'])
    await mkdir(join(work, folder), { recursive: true });
  await writeFile(join(work, 'sources.list'), sources);
  const settings = {
    'Dir::Etc::sourcelist': join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State': join(work, 'state'),
    'Dir::Cache': join(work, 'cache'),
    // apt's own user could not write here.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

function wordsOf(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string };
  return stderr?.trim() || message;
}
