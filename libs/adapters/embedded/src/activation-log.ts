import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { LogTarget, TakenIn } from './activation-table';
import type { ActivationThread } from './activation-thread';
import { AppendLog } from './append-log';

export interface ActivationLogOptions {
  readonly thread: Pick<ActivationThread, 'call'>;
  /** Called whenever lines were taken in. */
  readonly onTakenIn: (taken: TakenIn) => void;
  readonly onError: (error: Error) => void;
  /** Calls once after `ms` unless the returned function is called before. Default: the event loop's timers, unref'ed. */
  readonly after?: (ms: number, call: () => void) => () => void;
}

/** Lines after which the thread is told at once. */
const MANY = 1_000;
/** Longest time a line stays in the log only, ms. The longer, the more lines share the work on an index page. */
const LINGER_MS = 100;
/** Time until the thread is told again after it failed (the disk is full), ms. */
const RETRY_MS = 1_000;
/** Size at which a log file is ended, bytes. */
const SEGMENT_BYTES = 8 * 1024 * 1024;

/**
 * The log files of activation records, and when the thread is told to take them in. Of the files, numbered upwards, the
 * last is written to; the thread deletes one when all its lines are in the table.
 */
export class ActivationLog {
  readonly #prefix: string;
  readonly #options: ActivationLogOptions;
  readonly #after: NonNullable<ActivationLogOptions['after']>;
  #segment: number;
  #file: AppendLog;
  /** Lines in the turn under way, lines written, lines the thread was told of, lines it has taken in. */
  #turn = 0;
  #written: number;
  #told: number;
  #taken: number;
  #damaged = 0;
  /** Set while the thread is to be told later. */
  #cancel: (() => void) | undefined;

  private constructor(prefix: string, options: ActivationLogOptions, from: { segment: number; taken: TakenIn }) {
    this.#prefix = prefix;
    this.#options = options;
    this.#after = options.after ?? afterUnref;
    this.#segment = from.segment;
    this.#written = this.#told = this.#taken = from.taken.total;
    this.#noteDamage(from.taken);
    this.#file = this.#openFile(from.segment);
  }

  /** Has the thread take in what an earlier process left, then begins a new file. */
  static async open(prefix: string, options: ActivationLogOptions): Promise<ActivationLog> {
    const segments = segmentsIn(prefix);
    const taken = await options.thread.call('recover', segments);
    return new ActivationLog(prefix, options, { segment: (segments.at(-1) ?? 0) + 1, taken });
  }

  /** Lines that are not yet in the table. */
  get waiting(): number {
    return this.#turn + this.#written - this.#taken;
  }

  /** Resolves when the line is written. */
  append(line: string): Promise<void> {
    this.#turn += 1;
    return this.#file.append(line);
  }

  /** Tells the thread of all lines written, if there are some it does not know of. */
  takeInAll(): void {
    if (this.#told < this.#written) this.#tell({ segment: this.#segment, upto: this.#file.size, last: false });
  }

  /** Writes what waits, and has the thread take in all of it. */
  async close(): Promise<void> {
    this.#file.flush();
    this.#file.close();
    this.#tellNoMore();
    await this.#options.thread.call('takeIn', { segment: this.#segment, upto: this.#file.size, last: true });
  }

  #openFile(segment: number): AppendLog {
    return new AppendLog(`${this.#prefix}${segment}`, { onFlush: (error) => this.#flushed(error) });
  }

  #flushed(error: unknown): void {
    const lines = this.#turn;
    this.#turn = 0;
    if (error !== undefined) return this.#report('activation records could not be written', error);
    this.#written += lines;
    if (this.#file.size >= SEGMENT_BYTES) this.#beginFile();
    else if (this.#written - this.#told >= MANY) this.takeInAll();
    else this.#tellIn(LINGER_MS);
  }

  /** Only right after a write: nothing waits to be written to the file that ends. */
  #beginFile(): void {
    const ended = this.#file;
    try {
      this.#file = this.#openFile(this.#segment + 1);
    } catch (error) {
      this.takeInAll();
      return this.#report('no new log file for activation records; the old one grows', error);
    }
    ended.close();
    this.#segment += 1;
    this.#tell({ segment: this.#segment - 1, upto: ended.size, last: true });
  }

  #tell(target: LogTarget): void {
    this.#tellNoMore();
    this.#told = this.#written;
    this.#options.thread.call('takeIn', target).then(
      (taken) => this.#takenIn(taken),
      (error: unknown) => {
        this.#report('activation records could not be put into the table and stay in the log', error);
        // What was told is known to the thread: whatever it is told next, it takes in all of it.
        this.#told = this.#taken;
        this.#tellIn(RETRY_MS);
      },
    );
  }

  #takenIn(taken: TakenIn): void {
    this.#taken = taken.total;
    this.#noteDamage(taken);
    this.#options.onTakenIn(taken);
  }

  #noteDamage({ damaged }: TakenIn): void {
    if (damaged > this.#damaged)
      this.#report(`${damaged - this.#damaged} damaged lines of ${this.#prefix}* were skipped`);
    this.#damaged = damaged;
  }

  #report(text: string, cause?: unknown): void {
    this.#options.onError(new Error(text, { cause }));
  }

  #tellIn(ms: number): void {
    this.#cancel ??= this.#after(ms, () => {
      this.#cancel = undefined;
      this.takeInAll();
    });
  }

  #tellNoMore(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

function afterUnref(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms).unref();
  return () => clearTimeout(timer);
}

/** Numbers of the log files that are there, upwards. */
function segmentsIn(prefix: string): number[] {
  const start = basename(prefix);
  const numbers = readdirSync(dirname(prefix)).flatMap((name) => {
    const number = name.startsWith(start) ? name.slice(start.length) : '';
    return /^\d+$/.test(number) ? [Number(number)] : [];
  });
  return numbers.sort((a, b) => a - b);
}
