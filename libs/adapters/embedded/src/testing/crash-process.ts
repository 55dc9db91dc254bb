import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface CrashProcessOptions {
  readonly args: readonly string[];
  /** Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** User to run as. Default: that of this process. */
  readonly uid?: number;
}

/** A running child, and what it printed. */
export class CrashProcess {
  static readonly #running = new Set<CrashProcess>();

  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #printed: AsyncIterator<string>;
  #errors = '';

  constructor(program: string, { args, ...options }: CrashProcessOptions) {
    this.#child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    this.#ended = new Promise((done) => this.#child.once('close', () => done()));
    this.#child.stderr?.on('data', (chunk) => (this.#errors += String(chunk)));
    const { stdout } = this.#child;
    if (!stdout) throw new Error('the child has no output');
    this.#printed = createInterface({ input: stdout })[Symbol.asyncIterator]();
    CrashProcess.#running.add(this);
  }

  /** Kills what a failed test left. */
  static async killAll(): Promise<void> {
    for (const child of CrashProcess.#running) await child.kill();
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Reads until so many lines were printed. */
  async read(count: number): Promise<void> {
    while (this.lines.length < count) {
      const { value, done } = await this.#printed.next();
      if (done) throw new Error(`the child ended after ${this.lines.length} lines: ${this.#errors}`);
      this.lines.push(value);
    }
  }

  /** Kills it as the system would, and reads what it had printed until then. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    for (let next = await this.#printed.next(); !next.done; next = await this.#printed.next())
      this.lines.push(next.value);
    await this.#ended;
    CrashProcess.#running.delete(this);
  }
}
