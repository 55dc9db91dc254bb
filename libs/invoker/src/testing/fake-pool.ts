import type { AcquireRequest, Lease, LeaseOutcome, StartKind } from '@whisker/container-pool';
import { FakeContainer } from './fake-container';

/** A lease that notes what becomes of it. */
export class FakeLease implements Lease {
  readonly waitMs = 0;
  containerMs = 0;
  /** Everything that was called, in order. */
  readonly calls: string[] = [];

  inLine = false;

  constructor(
    readonly container: FakeContainer,
    readonly start: StartKind,
    readonly needsInit: boolean,
  ) {}

  initialised(ms: number): void {
    this.calls.push(`initialised ${ms}`);
  }

  initFailed(): void {
    this.calls.push('initFailed');
  }

  release(outcome: LeaseOutcome): void {
    this.calls.push(`release ${outcome}`);
  }
}

/** Hands out leases as the test sets them up: hot ones at once, others through `acquire`. */
export class FakePool {
  readonly requests: AcquireRequest[] = [];
  readonly leases: FakeLease[] = [];
  /** Start of the next leases; the last one goes on. */
  starts: StartKind[] = ['hot'];
  /** Set: `acquire` fails with it. */
  failure: Error | undefined;
  /** Called with every lease before it is handed out. */
  prepare: (lease: FakeLease, count: number) => void = () => undefined;

  acquireNow(request: AcquireRequest): Lease | undefined {
    if (this.failure || this.starts[0] !== 'hot') return undefined;
    return this.#lease(request);
  }

  async acquire(request: AcquireRequest): Promise<Lease> {
    if (this.failure) throw this.failure;
    return this.#lease(request);
  }

  get last(): FakeLease {
    return this.leases.at(-1) as FakeLease;
  }

  #lease(request: AcquireRequest): Lease {
    this.requests.push(request);
    const [start = 'hot'] = this.starts;
    if (this.starts.length > 1) this.starts.shift();
    const container = new FakeContainer(`c${this.leases.length}`, request.spec);
    const lease = new FakeLease(container, start, start === 'cold' || start === 'prewarm');
    this.leases.push(lease);
    this.prepare(lease, this.leases.length);
    return lease;
  }
}
