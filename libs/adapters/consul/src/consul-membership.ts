import type { Lease, Member, Membership } from '@whisker/membership';
import type { ConsulConnection } from './consul-connection';
import { Registration, type RegistrationOptions } from './registration';
import { RoleWatch } from './role-watch';

type Role = Member['role'];

export interface ConsulMembershipOptions {
  /** A member that is not heard of for that long is gone, ms. Default 6000. */
  readonly ttlMs?: number;
  /** Pause between two signs of life, ms. Default a third of `ttlMs`. */
  readonly renewMs?: number;
  /** A member that is gone for that long is forgotten, ms. Default and least: a minute. */
  readonly deregisterAfterMs?: number;
  /** How long members known before an outage of Consul are kept after it, ms. Default `ttlMs` and 2 s. */
  readonly graceMs?: number;
  /** Version of the program, told beside each member. Default empty. */
  readonly version?: string;
}

const MINUTE_MS = 60_000;

/**
 * {@link Membership} in Consul: members are services named by their role, with a TTL check that this process renews.
 *
 * Dead or frozen members are gone within the TTL. While Consul is away, members are those known before, joining and
 * leaving wait for it, and `lacking` tells so.
 */
export class ConsulMembership implements Membership {
  readonly #connection: ConsulConnection;
  readonly #options: RegistrationOptions;
  readonly #watches: Readonly<Record<Role, RoleWatch>>;
  /** By role and id. */
  readonly #registrations = new Map<string, Registration>();

  /** @param connection is closed by who opened it, after this */
  constructor(connection: ConsulConnection, options: ConsulMembershipOptions = {}) {
    const { ttlMs = 6000, version = '', deregisterAfterMs = MINUTE_MS } = options;
    const { renewMs = Math.floor(ttlMs / 3), graceMs = ttlMs + 2000 } = options;
    this.#connection = connection;
    this.#options = { ttlMs, renewMs, version, deregisterAfterMs: Math.max(MINUTE_MS, deregisterAfterMs) };
    const watch = (role: Role) => new RoleWatch(connection, role, graceMs);
    this.#watches = { controller: watch('controller'), invoker: watch('invoker') };
  }

  /**
   * A member that joins again, after a restart, takes the place it had; the lease from before is then void. Where
   * Consul is away it resolves, and the member is registered as soon as Consul is back.
   * @throws ConsulError if it refuses
   */
  async join(member: Member): Promise<Lease> {
    const key = `${member.role} ${member.id}`;
    this.#registrations.get(key)?.yield();
    const registration = new Registration(this.#connection, member, this.#options);
    this.#registrations.set(key, registration);
    await registration.join();
    return registration;
  }

  /** While Consul is away, those known before. @throws ConsulError if none were */
  members(role: Role): Promise<readonly Member[]> {
    return this.#watches[role].members();
  }

  /**
   * The listener is called first when Consul has answered. While it is away, those known before are kept, and for a
   * while after it is back.
   */
  watch(role: Role, listener: (members: readonly Member[]) => void): () => void {
    return this.#watches[role].listen(listener);
  }

  /** What keeps it from being ready, in plain words; empty: nothing. */
  lacking(): readonly string[] {
    const unregistered = [...this.#registrations.values()].flatMap(({ lacking }) => lacking ?? []);
    const stale = Object.values(this.#watches).some(({ current }) => !current);
    const { failure } = this.#connection;
    if (failure !== undefined) return [stale ? `${failure}; members known before are kept` : failure];
    return unregistered;
  }

  /** Leaves everything that was joined. */
  async close(): Promise<void> {
    for (const watch of Object.values(this.#watches)) watch.close();
    await Promise.all([...this.#registrations.values()].map((registration) => registration.release()));
    this.#registrations.clear();
  }
}
