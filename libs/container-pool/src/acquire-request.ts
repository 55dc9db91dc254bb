import type { ContainerSpec } from './container';

/** What a namespace and an action say about their share of the pool. */
export interface ContainerShare {
  /** Containers of this revision of the action, at most; more requests wait for them. Default: no bound. */
  readonly maxContainers?: number;
  /** Up to `count` containers of the action are kept `ms` longer than the keep-alive policy says. Default none. */
  readonly keepWarm?: { readonly count: number; readonly ms: number };
}

/** Asks the pool for a container to run one activation in. */
export interface AcquireRequest extends ContainerShare {
  /** The invoking namespace: containers are never shared between two of them. */
  readonly namespace: string;
  /** The action as stored; a changed revision needs another container. */
  readonly action: {
    /** Printed full name. */
    readonly name: string;
    readonly revision: string;
  };
  readonly spec: ContainerSpec;
  /** Till when it may wait, epoch ms. */
  readonly deadline: number;
  /** It is not to stand in the own line of a busy container. Default false. */
  readonly notInLine?: boolean;
  /** Gives up waiting; `acquire` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** True if a container made for `a` may serve `b`. */
export function sameSpec(a: ContainerSpec, b: ContainerSpec): boolean {
  return (
    a === b ||
    (a.kind === b.kind && a.memoryMb === b.memoryMb && a.concurrency === b.concurrency && a.image === b.image)
  );
}
