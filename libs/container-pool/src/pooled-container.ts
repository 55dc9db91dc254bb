import type { ActionVariant } from './action-variant';
import type { Container, ContainerSpec } from './container';
import { allows, type ContainerState } from './container-states';
import type { StartKind } from './lease';
import type { RecencyList } from './recency-list';

/** One container as the pool keeps it. Its `state` is changed by the {@link Inventory} only. */
export class PooledContainer {
  readonly serial: number;
  readonly spec: ContainerSpec;
  state: ContainerState = 'creating';
  /** Absent while it is created. */
  container: Container | undefined;
  /** The action it belongs to; while it is created, the one it is meant for. Changed by {@link Inventory.bind}. */
  variant: ActionVariant | undefined;
  /** Leases held. */
  active = 0;
  /** Leases so far. */
  uses = 0;
  /** Start or end of its last run, or its creation; epoch ms. */
  lastUsed: number;
  /** Not handed out again, removed as soon as nothing is done with it. */
  doomed = false;
  /** It is being paused, and a request wants it. */
  resumeWanted = false;
  /** A failed pause is not tried again before; epoch ms. */
  pauseNotBefore = 0;
  /** When its last create or resume was asked for; epoch ms. */
  readySince: number;
  /** What its last create or resume took, ms. */
  readyMs = 0;
  /** How a lease taken now has come to it. */
  start: StartKind = 'cold';
  /** Its removal takes so long that nobody counts on its memory. */
  overdue = false;

  /** The list it is in, and its neighbours there; kept by {@link RecencyList}. */
  list: RecencyList | undefined;
  newer: PooledContainer | undefined;
  older: PooledContainer | undefined;

  constructor(serial: number, spec: ContainerSpec, now: number) {
    this.serial = serial;
    this.spec = spec;
    this.lastUsed = now;
    this.readySince = now;
  }

  /** The driver's id, or one that stands for it. */
  get id(): string {
    return this.container?.id ?? `new-${this.serial}`;
  }

  /** Runs it may have in progress at a time. */
  get capacity(): number {
    return Math.max(1, this.spec.concurrency);
  }

  /** Its own line may have another run, as far as the container goes. */
  get takesInLine(): boolean {
    return (this.container?.lineRoom ?? 0) > 0;
  }

  /** Nothing is run in it, and the driver does nothing with it. */
  get atRest(): boolean {
    return this.active === 0 && allows(this.state, 'remove');
  }
}

/** The container of an entry past its creation. */
export function containerOf(entry: PooledContainer): Container {
  if (!entry.container) throw new Error(`container ${entry.id} is not created yet`);
  return entry.container;
}
