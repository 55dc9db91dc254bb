import type { Lease, Member, Membership } from '@whisker/membership';

type Listener = (members: readonly Member[]) => void;

/** Members as the test sets them. */
export class FakeMembership implements Membership {
  #members: readonly Member[] = [];
  #watches: { readonly role: Member['role']; readonly listener: Listener }[] = [];

  set(members: readonly Member[]): void {
    this.#members = members;
    for (const { role, listener } of this.#watches) listener(this.#of(role));
  }

  /** Sets invokers 0, 1, … with the given memories, MB. */
  setInvokers(...memories: readonly number[]): void {
    this.set(memories.map((userMemory, number) => invokerMember(number, userMemory)));
  }

  get watches(): number {
    return this.#watches.length;
  }

  async join(): Promise<Lease> {
    return { update: async () => undefined, release: async () => undefined };
  }

  async members(role: Member['role']): Promise<readonly Member[]> {
    return this.#of(role);
  }

  watch(role: Member['role'], listener: Listener): () => void {
    const watch = { role, listener };
    this.#watches.push(watch);
    listener(this.#of(role));
    return () => (this.#watches = this.#watches.filter((other) => other !== watch));
  }

  async close(): Promise<void> {}

  #of(role: Member['role']): readonly Member[] {
    return this.#members.filter((member) => member.role === role);
  }
}

export function invokerMember(number: number, userMemory = 1024): Member {
  return { role: 'invoker', id: String(number), bootId: `boot-${number}`, invoker: { number, userMemory, tags: [] } };
}
