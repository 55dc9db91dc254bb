import type { Member } from '@whisker/membership';
import type { ConsulConnection } from './consul-connection';
import { KnownMembers } from './known-members';
import { membersOf, type ServiceEntry } from './member-service';
import { standing } from './standing-query';

type Role = Member['role'];
type Listener = (members: readonly Member[]) => void;

/** The members of one role: asked for, and watched while somebody listens. */
export class RoleWatch {
  readonly #connection: ConsulConnection;
  readonly #role: Role;
  readonly #known: KnownMembers;
  readonly #listeners = new Set<Listener>();
  #stop: (() => void) | undefined;
  #endGrace: () => void = () => undefined;
  /** What the listeners were told last; undefined until the watch has heard from Consul, or that it is away. */
  #told: readonly Member[] | undefined;

  /** @param graceMs how long members known before an outage are kept after it */
  constructor(connection: ConsulConnection, role: Role, graceMs: number) {
    this.#connection = connection;
    this.#role = role;
    this.#known = new KnownMembers(graceMs);
  }

  /** False: Consul is away, and the listeners go by what was known before. */
  get current(): boolean {
    return this.#stop === undefined || this.#known.current;
  }

  /** Asks now. While Consul is away, what is known. @throws ConsulError if nothing is */
  async members(): Promise<readonly Member[]> {
    const doing = `list the services named ${this.#role}`;
    try {
      const told = await this.#connection.call(doing, (client) => client.health.service(this.#query()));
      const members = membersOf(this.#role, told as ServiceEntry[]);
      // Who watches has heard of outages; else nothing is known that this could be held against.
      if (this.#stop !== undefined && this.#known.graceUntil > this.#now()) return this.#known.mergedWith(members);
      if (this.#stop === undefined) this.#known.learn(members, this.#now());
      return members;
    } catch (error) {
      const known = this.#known.at(this.#now());
      if (known === undefined) throw error;
      return known;
    }
  }

  listen(listener: Listener): () => void {
    // A function of its own, so that a listener given twice is called twice and stopped once.
    const own: Listener = (members) => listener(members);
    this.#listeners.add(own);
    if (this.#told !== undefined) this.#call(own, this.#told);
    this.#stop ??= this.#watch();
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    this.#listeners.clear();
    this.#stop?.();
    this.#stop = undefined;
    this.#told = undefined;
    this.#endGrace();
  }

  #watch(): () => void {
    return standing<ServiceEntry[]>(this.#connection, {
      doing: `watch the services named ${this.#role}`,
      ask: (client, options) => client.health.service({ ...options, ...this.#query() }),
      answered: (entries) => this.#learn(membersOf(this.#role, entries)),
      failed: () => {
        this.#known.lose(this.#now());
        this.#tell();
      },
    });
  }

  #learn(members: readonly Member[]): void {
    const { timers } = this.#connection.settings;
    this.#known.learn(members, this.#now());
    this.#endGrace();
    const left = this.#known.graceUntil - this.#now();
    if (left > 0) this.#endGrace = timers.after(left, () => this.#tell());
    this.#tell();
  }

  #tell(): void {
    const members = this.#known.at(this.#now());
    if (members === undefined || isSame(members, this.#told)) return;
    this.#told = members;
    for (const listener of [...this.#listeners]) this.#call(listener, members);
  }

  #call(listener: Listener, members: readonly Member[]): void {
    try {
      listener(members);
    } catch (error) {
      this.#connection.settings.log.warn('who listens for members failed', {
        role: this.#role,
        failure: String(error),
      });
    }
  }

  #query() {
    return { service: this.#role, passing: true };
  }

  #now(): number {
    return this.#connection.settings.clock();
  }
}

const isSame = (a: readonly Member[], b: readonly Member[] | undefined) => JSON.stringify(a) === JSON.stringify(b);
