import { Backoff } from './backoff';
import type { ConsulConnection } from './consul-connection';
import { lockOf, lockSession, openSession, type LockSession, type SessionOptions } from './number-lock';

/** A number that is this process's own. */
export interface NumberLease {
  readonly number: number;
  /** False: Consul has not confirmed it for the time of its session. Work may go on: nobody has been told otherwise. */
  readonly sure: boolean;
  /** Resolves when it is another's, with the reason: the holder must take no more work under it. */
  readonly lost: Promise<string>;
  /** Gives it back; others may have it at once. Idempotent; never rejects. */
  release(): Promise<void>;
}

export interface Held extends SessionOptions {
  readonly owner: string;
  readonly number: number;
  /** Id of the session that holds it. */
  readonly session: string;
}

/** Renews three times within the time of a session. */
const RENEWALS = 3;

/**
 * Keeps a number. A Consul that lost its state, or took this process for dead, has no session of it any more: then the
 * number is taken again, if nobody else has it meanwhile.
 */
export class HeldNumber implements NumberLease {
  readonly lost: Promise<string>;
  readonly #connection: ConsulConnection;
  readonly #held: Held;
  readonly #backoff: Backoff;
  #lose: (reason: string) => void = () => undefined;
  #session: LockSession | undefined;
  #confirmed: number;
  #ended = false;
  #stop: () => void = () => undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(connection: ConsulConnection, held: Held) {
    this.#connection = connection;
    this.#held = held;
    this.#session = lockSession(connection, held, { id: held.session, owner: held.owner });
    this.#confirmed = connection.settings.clock();
    this.#backoff = new Backoff({ random: connection.settings.random, longestMs: held.ttlMs / RENEWALS });
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    this.#checkIn(held.ttlMs / RENEWALS);
  }

  get number(): number {
    return this.#held.number;
  }

  get sure(): boolean {
    return !this.#ended && this.#connection.settings.clock() - this.#confirmed < this.#held.ttlMs;
  }

  async release(): Promise<void> {
    if (this.#ended) return;
    this.#end();
    await this.#turn;
    // What cannot be given back in order ends with its session.
    await this.#session?.release(this.number).catch(() => undefined);
    await this.#session?.end();
  }

  #end(): void {
    this.#ended = true;
    this.#stop();
  }

  #checkIn(ms: number): void {
    if (this.#ended) return;
    this.#stop = this.#connection.settings.timers.after(ms, () => {
      this.#turn = this.#check().then((pause) => this.#checkIn(pause));
    });
  }

  /** @returns the pause until the next one, ms */
  async #check(): Promise<number> {
    const asked = this.#connection.settings.clock();
    try {
      if (!(await this.#isHeld())) return this.#backoff.next();
      this.#confirmed = asked;
      this.#backoff.reset();
      return this.#held.ttlMs / RENEWALS;
    } catch {
      // Consul is away, or will not; the connection has told.
      return this.#backoff.next();
    }
  }

  /** Renews it, or takes it again. False: not yet, or not any more. */
  async #isHeld(): Promise<boolean> {
    if (this.#session && !(await this.#session.renew())) this.#session = undefined;
    const lock = await lockOf(this.#connection, this.#held.folder, this.number);
    if (lock?.session !== undefined && lock.session === this.#session?.id) return true;
    if (lock?.session !== undefined) {
      await this.#giveUp(lock.owner);
      return false;
    }
    this.#session ??= await openSession(this.#connection, this.#held.owner, this.#held);
    return this.#session.acquire(this.number);
  }

  async #giveUp(owner: string): Promise<void> {
    this.#end();
    await this.#session?.end();
    this.#connection.settings.log.warn('the number of this invoker is lost', { number: this.number, owner });
    this.#lose(`number ${this.number} is held by ${owner} now`);
  }
}
