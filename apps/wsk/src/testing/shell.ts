import { run } from '../run';
import type { FileSystem, FolderEntry, Surroundings } from '../surroundings';

/** What a run of `wsk` left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The line that ends the standard error of a wrongly typed command. */
export const HELP_HINT = "\nRun 'wsk --help' for usage.\n";

/** Files in memory. */
class MemoryFiles implements FileSystem {
  readonly contents = new Map<string, Buffer>();

  list(path: string): Promise<FolderEntry[] | undefined> {
    const below = [...this.contents.keys()].filter((file) => file.startsWith(`${path}/`));
    const entries = below.map((file) => ({ path: file.slice(path.length + 1), isExecutable: false }));
    return Promise.resolve(entries.length === 0 ? undefined : entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
  }

  read(path: string): Promise<Buffer> {
    const content = this.contents.get(path);
    return content ? Promise.resolve(content) : Promise.reject(fileError('ENOENT', path));
  }

  writePrivate(path: string, content: string): Promise<void> {
    this.contents.set(path, Buffer.from(content));
    return Promise.resolve();
  }

  writeNew(path: string, content: string | Uint8Array): Promise<void> {
    if (this.contents.has(path)) return Promise.reject(fileError('EEXIST', path));
    this.contents.set(path, Buffer.from(content));
    return Promise.resolve();
  }
}

/** A shell without a process: runs `wsk` with files, a clock and an environment of its own. */
export class Shell {
  static readonly CWD = '/project';
  static readonly HOME = '/home/user';

  readonly files = new MemoryFiles();
  readonly env: Record<string, string> = {};
  /** What the clock shows; sleeping moves it. */
  time = Date.UTC(2024, 0, 2, 3, 4, 5);
  /** The next random integers; 42 when there are none. */
  readonly randoms: number[] = [];
  /** Whether standard error is a terminal. */
  isTerminal = false;
  /** What standard input holds. */
  input: string | Buffer = '';
  /** Called before every sleep. */
  beforeSleep: () => void = () => undefined;
  private readonly interruptListeners = new Set<() => void>();

  /** @param apihost given to `wsk` together with a key; without it, neither is. */
  constructor(apihost?: string) {
    if (apihost) Object.assign(this.env, { WHISK_APIHOST: apihost, WHISK_AUTH: 'uuid:key' });
  }

  /** Puts a file into the working folder. */
  file(name: string, content: string | Buffer): void {
    this.files.contents.set(`${Shell.CWD}/${name}`, Buffer.from(content));
  }

  /** The properties file, as text. */
  get properties(): string | undefined {
    return this.files.contents.get(`${Shell.HOME}/.wskprops`)?.toString();
  }

  set properties(text: string) {
    this.files.contents.set(`${Shell.HOME}/.wskprops`, Buffer.from(text));
  }

  /** Presses Ctrl-C. */
  interrupt(): void {
    for (const listener of this.interruptListeners) listener();
  }

  get isInterruptible(): boolean {
    return this.interruptListeners.size > 0;
  }

  /** Runs `wsk` with these words. */
  async wsk(...argv: string[]): Promise<Outcome> {
    const written = { stdout: '', stderr: '' };
    const surroundings: Surroundings = {
      stdout: { write: (text) => (written.stdout += text) },
      stderr: { write: (text) => (written.stderr += text), isTerminal: this.isTerminal },
      env: this.env,
      cwd: Shell.CWD,
      home: Shell.HOME,
      files: this.files,
      now: () => this.time,
      randomInteger: (bound) => Math.min(this.randoms.shift() ?? 42, bound - 1),
      readSecret: () => Promise.resolve(Buffer.from(this.input)),
      sleep: (ms) => this.sleep(ms),
      onInterrupt: (listener) => {
        this.interruptListeners.add(listener);
        return () => void this.interruptListeners.delete(listener);
      },
    };
    const code = await run(argv, surroundings);
    return { code, ...written };
  }

  private sleep(ms: number): Promise<void> {
    this.beforeSleep();
    this.time += ms;
    // A turn of the event loop: what waits for an answer over and over must not keep it from coming in.
    return new Promise((resolve) => setImmediate(resolve));
  }
}

function fileError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: '${path}'`), { code });
}
