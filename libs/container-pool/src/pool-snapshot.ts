import type { ContainerState } from './container-states';
import type { StartKind } from './lease';
import type { PooledContainer } from './pooled-container';

/** One container as shown in metrics and the console. */
export interface ContainerView {
  /** The driver's id; `new-<n>` while it is created. */
  readonly id: string;
  readonly kind: string;
  readonly image?: string;
  /** Absent until an action uses it. */
  readonly namespace?: string;
  /** Printed full name; absent until an action uses it. */
  readonly action?: string;
  readonly revision?: string;
  readonly state: ContainerState;
  readonly memoryMb: number;
  /** Leases held. */
  readonly active: number;
  /** Start or end of its last run, or its creation; epoch ms. */
  readonly lastUsed: number;
}

/** The pool at one moment. */
export interface PoolSnapshot {
  readonly containers: readonly ContainerView[];
  /** What the pool may use, MB. */
  readonly memoryMb: number;
  /** Memory of everything alive, creations and removals in progress included, MB. */
  readonly usedMb: number;
  readonly freeMb: number;
  /** Leases held. */
  readonly active: number;
  /** Requests that wait, those whose container is on its way included. */
  readonly waiting: number;
  /** Of these, the ones nothing is on its way for; bounded by `maxWaiting`. */
  readonly blocked: number;
  readonly draining: boolean;
  /** Leases handed out so far, by start. */
  readonly starts: Readonly<Record<StartKind, number>>;
  /** Idle containers removed so far to make room. */
  readonly evictions: number;
}

/** A container as shown. */
export function viewOf(entry: PooledContainer): ContainerView {
  const { spec, variant } = entry;
  return {
    id: entry.id,
    kind: spec.kind,
    ...(spec.image !== undefined && { image: spec.image }),
    ...(variant && {
      namespace: variant.shelf.record.namespace,
      action: variant.shelf.record.action,
      revision: variant.revision,
    }),
    state: entry.state,
    memoryMb: spec.memoryMb,
    active: entry.active,
    lastUsed: entry.lastUsed,
  };
}
