import { HeldNumber, type NumberLease } from './held-number';
import type { ConsulConnection } from './consul-connection';
import { lockOf, locksBelow, openSession, type NumberLock, type SessionOptions } from './number-lock';

export interface InvokerNumbersOptions {
  /** Folder of the locks. Default `whisker/invokers/ids`. */
  readonly folder?: string;
  /** A holder that is not heard of for that long loses its number, at the latest after twice as long, ms. Default and least 10,000. */
  readonly ttlMs?: number;
  /** A number that was lost is given to nobody else for that long, ms. Default 2000. */
  readonly lockDelayMs?: number;
  /** Numbers given out, from 0. Default 1024. */
  readonly count?: number;
}

const LEAST_TTL_MS = 10_000;
/** How long beyond the delay of a lock its number is waited for, ms. */
const PATIENCE_MS = 5000;
const LOOK_AGAIN_MS = 100;

/** Numbers of invokers: each held by one process at a time, by a lock in Consul. */
export class InvokerNumbers {
  readonly #connection: ConsulConnection;
  readonly #options: SessionOptions & { readonly count: number };

  constructor(connection: ConsulConnection, options: InvokerNumbersOptions = {}) {
    const { folder = 'whisker/invokers/ids', ttlMs = LEAST_TTL_MS, lockDelayMs = 2000, count = 1024 } = options;
    this.#connection = connection;
    this.#options = { folder, ttlMs: Math.max(LEAST_TTL_MS, ttlMs), lockDelayMs, count };
  }

  /**
   * The number that `owner` still holds from before its restart, else the lowest free one.
   * @param owner names this invoker among all, and stays the same over its restarts: the same owner takes its number
   *   over from the process before
   * @throws ConsulError if Consul is away or refuses; Error if no number is free
   */
  async lease(owner: string): Promise<NumberLease> {
    const session = await openSession(this.#connection, owner, this.#options);
    try {
      const taken = await locksBelow(this.#connection, this.#options.folder);
      const own = taken.find((lock) => lock.owner === owner);
      const number = (own && (await this.#takeOver(own, session))) ?? (await this.#lowest(session, taken));
      return new HeldNumber(this.#connection, { ...this.#options, owner, number, session: session.id });
    } catch (error) {
      await session.end();
      throw error;
    }
  }

  /** Ends the session of the process before, and waits out the delay of its lock. */
  async #takeOver(own: NumberLock, session: Session): Promise<number | undefined> {
    const { clock, timers, log } = this.#connection.settings;
    log.info('taking the number over from the process before', { number: own.number });
    if (own.session !== undefined) await session.endOther(own.session);
    const deadline = clock() + this.#options.lockDelayMs + PATIENCE_MS;
    while (clock() < deadline) {
      if (await session.acquire(own.number)) return own.number;
      const now = await lockOf(this.#connection, this.#options.folder, own.number);
      if (now !== undefined && now.owner !== own.owner) return undefined;
      await new Promise<void>((resolve) => void timers.after(LOOK_AGAIN_MS, resolve));
    }
    return undefined;
  }

  async #lowest(session: Session, taken: readonly NumberLock[]): Promise<number> {
    const { count } = this.#options;
    const numbers = new Set(taken.map(({ number }) => number));
    for (let number = 0; number < count; number += 1)
      if (!numbers.has(number) && (await session.acquire(number))) return number;
    throw new Error(`all ${count} numbers of invokers are taken: stop an invoker, or allow more numbers`);
  }
}

type Session = Awaited<ReturnType<typeof openSession>>;
