import type { Lease, Member, Membership } from '@whisker/membership';

type Role = Member['role'];
type Listener = (members: readonly Member[]) => void;

export interface LocalMembershipOptions {
  /** A listener failed. Default: silent. */
  readonly onError?: (error: unknown) => void;
}

/** {@link Membership} within one process. Listeners hear of a change before the call that made it resolves. */
export class LocalMembership implements Membership {
  readonly #onError: (error: unknown) => void;
  /** By role and id. */
  readonly #members = new Map<Role, Map<string, Member>>();
  readonly #listeners = new Map<Role, Set<Listener>>();

  constructor({ onError = () => undefined }: LocalMembershipOptions = {}) {
    this.#onError = onError;
  }

  /** A member that joins again, after a restart, takes the place it had; the lease from before is then void. */
  async join(member: Member): Promise<Lease> {
    // A copy, so that no other lease is about the very same object.
    let current = { ...member };
    this.#set(current);
    return {
      update: async (changed) => {
        if (!this.#holds(current)) return;
        if (changed.role !== current.role || changed.id !== current.id)
          throw new Error('a lease cannot change role or id');
        current = { ...changed };
        this.#set(current);
      },
      release: async () => {
        if (!this.#holds(current)) return;
        this.#members.get(current.role)?.delete(current.id);
        this.#tell(current.role);
      },
    };
  }

  async members(role: Role): Promise<readonly Member[]> {
    return this.#sorted(role);
  }

  watch(role: Role, listener: Listener): () => void {
    // A function of its own, so that a listener given twice is called twice and stopped once.
    const own: Listener = (members) => listener(members);
    const listeners = this.#listeners.get(role) ?? new Set();
    this.#listeners.set(role, listeners.add(own));
    this.#call(own, this.#sorted(role));
    return () => void listeners.delete(own);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#members.clear();
  }

  #holds(member: Member): boolean {
    return this.#members.get(member.role)?.get(member.id) === member;
  }

  #set(member: Member): void {
    const members = this.#members.get(member.role) ?? new Map<string, Member>();
    this.#members.set(member.role, members.set(member.id, member));
    this.#tell(member.role);
  }

  #tell(role: Role): void {
    // A listener may change something itself: each is told what is so when it is told.
    for (const listener of this.#listeners.get(role) ?? []) this.#call(listener, this.#sorted(role));
  }

  #call(listener: Listener, members: readonly Member[]): void {
    try {
      listener(members);
    } catch (error) {
      this.#onError(error);
    }
  }

  #sorted(role: Role): readonly Member[] {
    return [...(this.#members.get(role)?.values() ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
