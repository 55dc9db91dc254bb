import { sameSpec, type AcquireRequest } from './acquire-request';
import type { ActionRecord } from './action-record';
import type { ContainerSpec } from './container';
import { RecencyList } from './recency-list';
import type { Waiter } from './waiter';

/** One action as one namespace invokes it, in all its revisions. */
export interface ActionShelf {
  readonly record: ActionRecord;
  /** The one asked for last. */
  current: ActionVariant;
  readonly variants: Set<ActionVariant>;
  /** What the latest request said about idle containers. */
  keepWarm: AcquireRequest['keepWarm'];
}

/** One revision of an action in one namespace: what may share containers. */
export class ActionVariant {
  readonly shelf: ActionShelf;
  readonly revision: string;
  readonly spec: ContainerSpec;
  /** Hot, with room for another lease. */
  readonly available = new RecencyList();
  /** Busy, with room in their own line. */
  readonly lines = new RecencyList();
  /** Paused or being paused, and wanted by nobody. */
  readonly resting = new RecencyList();
  /** On the way: being created for it, initialised, or resumed. */
  readonly warming = new RecencyList();
  /** Requests that wait, oldest first. */
  readonly waiters = new Set<Waiter>();
  /** Containers bound to it. */
  containers = 0;
  /** Of these, the ones that are not to run anything more. */
  leaving = 0;
  /** Of these, the ones at work that will be handed out again. */
  busy = 0;

  /** Scratch of one pass over the waiting line: places on the way that no earlier waiter counts on. */
  unclaimed = 0;
  /** Scratch of that pass: waiters that are to wait for a busy container. */
  patient = 0;
  /** The pass `unclaimed` and `patient` are of. */
  pass = 0;

  constructor(shelf: ActionShelf, revision: string, spec: ContainerSpec) {
    this.shelf = shelf;
    this.revision = revision;
    this.spec = spec;
  }

  /** Another variant of the action has been asked for since. */
  get stale(): boolean {
    return this.shelf.current !== this;
  }

  /** Leases that will become possible without anything more being started. */
  coverage(): number {
    let places = 0;
    for (let container = this.warming.newest; container; container = container.older) {
      places += container.capacity - container.active;
    }
    return places;
  }

  /** Containers that may run something, now or when they are ready. */
  get living(): number {
    return this.containers - this.leaving;
  }

  serves(request: AcquireRequest): boolean {
    return this.revision === request.action.revision && sameSpec(this.spec, request.spec);
  }
}
