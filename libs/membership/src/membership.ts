/** A live part of the platform. */
export interface Member {
  readonly role: 'controller' | 'invoker';
  /** Unique among the members of a role. */
  readonly id: string;
  /** New at every start of the process, so that a restart is told from a pause. */
  readonly bootId: string;
  /** Invokers only. */
  readonly invoker?: InvokerCapacity;
}

export interface InvokerCapacity {
  /** Number of its topic. */
  readonly number: number;
  /** Memory for action containers, MB. */
  readonly userMemory: number;
  readonly tags: readonly string[];
}

/** A kept registration. */
export interface Lease {
  /** Announces changed capacity. */
  update(member: Member): Promise<void>;
  /** Leaves; others learn of it at once. */
  release(): Promise<void>;
}

/**
 * Port: who is alive, with what capacity. Contract suite: `membershipContract` in `@whisker/testing`.
 */
export interface Membership {
  /** Registers until the lease is released or the process dies. */
  join(member: Member): Promise<Lease>;
  /** Members of a role now, ordered by id. */
  members(role: Member['role']): Promise<readonly Member[]>;
  /** Calls `listener` with the members now, and again after every change, until the returned function is called. */
  watch(role: Member['role'], listener: (members: readonly Member[]) => void): () => void;
  close(): Promise<void>;
}
