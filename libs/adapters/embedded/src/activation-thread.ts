import { Worker } from 'node:worker_threads';
import {
  ActivationTable,
  type LogTarget,
  type RemovalStep,
  type Removed,
  type RowQuery,
  type TakenIn,
} from './activation-table';
import { asDamage } from './sqlite';

/** What the thread is asked, and what it answers. */
interface Calls {
  recover(segments: readonly number[]): TakenIn;
  takeIn(target: LogTarget): TakenIn;
  get(key: { readonly namespace: string; readonly id: string }): string | undefined;
  list(query: RowQuery): readonly string[];
  count(query: Omit<RowQuery, 'skip' | 'limit'>): number;
  remove(step: RemovalStep): Removed;
  close(argument: undefined): void;
}

type Call = keyof Calls;

interface Reply {
  readonly number: number;
  readonly value?: unknown;
  readonly error?: { readonly code?: string; readonly message: string };
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The whole program of the thread. The table is opened by the first call, so that its failure is that call's answer.
 */
const program = (tableClass: string): string => `
  const { parentPort, workerData } = require('node:worker_threads');
  const { sqlite, ...place } = workerData;
  const Table = (${tableClass});
  let table;
  parentPort.on('message', ({ number, call, argument }) => {
    try {
      table ??= new Table({ ...place, Database: require(sqlite), fs: require('node:fs') });
      parentPort.postMessage({ number, value: table[call](argument) });
      if (call === 'close') parentPort.close();
    } catch ({ code, message }) {
      parentPort.postMessage({ number, error: { code, message: String(message) } });
    }
  });
`;

export interface ThreadPlace {
  readonly file: string;
  readonly logPrefix: string;
}

/** An {@link ActivationTable} in a thread of its own. Calls are worked on in the order they are made. */
export class ActivationThread {
  readonly #file: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #failure: Error | undefined;

  constructor({ file, logPrefix }: ThreadPlace) {
    this.#file = file;
    const workerData = { file, logPrefix, sqlite: require.resolve('better-sqlite3') };
    this.#worker = new Worker(program(ActivationTable.toString()), { eval: true, name: 'activations', workerData });
    this.#worker.unref();
    this.#worker.on('message', (reply: Reply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#fail(error as Error));
    this.#worker.on('exit', () => this.#fail(new Error('it has ended')));
  }

  /** @throws DataFolderError if the file is damaged */
  call<C extends Call>(call: C, argument: Parameters<Calls[C]>[0]): Promise<ReturnType<Calls[C]>> {
    if (this.#failure) return Promise.reject(this.#failure);
    const number = (this.#calls += 1);
    // A process must not end while somebody waits for an answer, and must not go on for the sake of this thread.
    if (this.#waiting.size === 0) this.#worker.ref();
    const answer = new Promise<never>((resolve, reject) => this.#waiting.set(number, { resolve, reject }));
    this.#worker.postMessage({ number, call, argument });
    return answer;
  }

  /** Ends the thread once all calls before are worked on. */
  async close(): Promise<void> {
    try {
      await this.call('close', undefined);
    } finally {
      await this.abort();
    }
  }

  /** Ends the thread at once. */
  async abort(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle({ number, value, error }: Reply): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (error)
      waiting?.reject(asDamage(this.#file, error) ?? Object.assign(new Error(error.message), { code: error.code }));
    else waiting?.resolve(value as never);
  }

  #fail(error: Error): void {
    this.#failure ??= new Error(`the thread that keeps ${this.#file} failed: ${error.message}`, { cause: error });
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}
