import type { InvokerCapacity, Member } from '@whisker/membership';

/** What a member is registered as. */
export interface MemberService {
  readonly id: string;
  readonly name: Member['role'];
  readonly tags: string[];
  readonly meta: Record<string, string>;
}

/** An entry of `/v1/health/service/<name>`, as far as it is read. */
export interface ServiceEntry {
  readonly Service: {
    readonly ID: string;
    readonly Tags: readonly string[] | null;
    readonly Meta: Readonly<Record<string, string>> | null;
    /** Grows with every registration of the cluster. */
    readonly CreateIndex: number;
  };
}

/** The service of a member. Its id holds the boot id: what is left of a member before its restart is another service. */
export function serviceOf(member: Member, version: string): MemberService {
  const { role, id, bootId, invoker } = member;
  const capacity = invoker && { number: String(invoker.number), userMemory: String(invoker.userMemory) };
  return {
    id: `${role}-${id}-${bootId}`,
    name: role,
    tags: [...(invoker?.tags ?? [])],
    meta: { id, bootId, version, ...capacity, ...(invoker && { tags: JSON.stringify(invoker.tags) }) },
  };
}

/**
 * The members among the entries of a role, ordered by id; of two with one id the one registered last. Services of that
 * name that are no members are left out.
 */
export function membersOf(role: Member['role'], entries: readonly ServiceEntry[]): readonly Member[] {
  const byAge = [...entries].sort((a, b) => a.Service.CreateIndex - b.Service.CreateIndex);
  const members = byAge.flatMap(({ Service }) => memberOf(role, Service.Meta ?? {}) ?? []);
  const latest = new Map(members.map((member) => [member.id, member]));
  return [...latest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function memberOf(role: Member['role'], meta: Readonly<Record<string, string>>): Member | undefined {
  const { id, bootId } = meta;
  if (id === undefined || bootId === undefined) return undefined;
  if (role === 'controller') return { role, id, bootId };
  const invoker = capacityOf(meta);
  return invoker && { role, id, bootId, invoker };
}

function capacityOf(meta: Readonly<Record<string, string>>): InvokerCapacity | undefined {
  const [number, userMemory] = [Number(meta['number']), Number(meta['userMemory'])];
  if (!Number.isInteger(number) || !Number.isFinite(userMemory)) return undefined;
  return { number, userMemory, tags: tagsIn(meta['tags']) };
}

/** Consul's own tags have no order. */
function tagsIn(text: string | undefined): readonly string[] {
  try {
    const tags: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(tags) ? tags.map(String) : [];
  } catch {
    return [];
  }
}
