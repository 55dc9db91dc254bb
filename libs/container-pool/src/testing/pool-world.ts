import type { AcquireRequest } from '../acquire-request';
import { ContainerError, type Container } from '../container';
import type { ContainerState } from '../container-states';
import type { Lease } from '../lease';
import type { PoolOptions } from '../pool-options';
import { PoolRefusal } from '../pool-refusal';
import type { ContainerView } from '../pool-snapshot';
import type { FakeContainer } from './fake-container';
import type { Gate } from './gate';
import { settle } from './manual-time';
import { poolOnFakes, type RequestWish } from './pool-on-fakes';

/** Options of a pool in a random life. */
export type WorldOptions = Omit<Partial<PoolOptions>, 'driver'> & { readonly memoryMb: number };

/** An operation of the driver. */
export type GateName = 'creates' | 'pauses' | 'resumes' | 'destroys';

/** Something that happens to a pool; `pick` chooses among what is there. */
export type Step =
  | { readonly type: 'acquire'; readonly pick: number; readonly now: boolean }
  | { readonly type: 'abort' | 'initialise' | 'fail-init' | 'exit'; readonly pick: number }
  | { readonly type: 'release'; readonly pick: number; readonly how: 'keep' | 'destroy' | 'init-failed' | 'no-init' }
  | { readonly type: 'advance'; readonly ms: number }
  | { readonly type: 'hold' | 'open'; readonly gate: GateName }
  | { readonly type: 'end'; readonly gate: GateName; readonly pick: number; readonly fails: boolean };

interface Held {
  readonly lease: Lease;
  awaitsInit: boolean;
}

/** A pool, its users and its driver in a random life: does the steps and notes every breach of what must always hold. */
export class PoolWorld {
  readonly fakes;
  /** What was breached; a spec expects nothing. */
  readonly breaches: string[] = [];
  readonly held: Held[] = [];
  /** Requests made, and those that have ended. */
  readonly requests = { asked: 0, ended: 0 };
  readonly #options: WorldOptions;
  /** Few, so that requests for the same action meet. */
  readonly #wishes: readonly RequestWish[];
  readonly #aborts: AbortController[] = [];
  readonly #waiting = new Set<AcquireRequest>();
  /** Containers that must not be handed out again. */
  readonly #spoilt = new Set<Container>();
  /** Of these, the ones of this step: a lease given before in the same turn is learned of after. */
  readonly #justSpoilt = new Set<Container>();
  /** Whom each container served first; it may serve nobody else. */
  readonly #served = new Map<Container, string>();

  constructor(options: WorldOptions, wishes: readonly RequestWish[]) {
    this.#options = options;
    this.#wishes = wishes;
    this.fakes = poolOnFakes(options);
  }

  /** Does a step and lets everything run that it set off. */
  async do(step: Step): Promise<void> {
    this.#do(step);
    this.check();
    await settle();
    this.check();
    this.#justSpoilt.clear();
    this.#checkSpoilt();
  }

  /** Ends all that is under way, without letting time pass. */
  async comeToRest(): Promise<void> {
    const { creates, pauses, resumes, destroys } = this.fakes.driver;
    for (const gate of [creates, pauses, resumes, destroys]) gate.open();
    for (let round = 0; round < 200 && (round === 0 || this.held.length > 0); round += 1) {
      for (const held of [...this.held]) this.#release(held, 'keep');
      await settle();
      this.check();
    }
  }

  /** What must hold at any moment. */
  check(): void {
    const { pool, driver, logged } = this.fakes;
    const { containers, usedMb, freeMb, memoryMb } = pool.snapshot();
    this.#must(usedMb <= memoryMb, 'the pool uses more than its memory');
    this.#must(megabytes(containers) === usedMb, 'the sum of the containers is not the memory used');
    this.#must(freeMb === memoryMb - usedMb, 'free and used do not add up');
    this.#must(megabytes(driver.alive.map(({ spec }) => spec)) <= memoryMb, 'the driver has more than the memory');
    const creating = containers.filter(({ state }) => state === 'creating').length;
    this.#must(creating <= (this.#options.maxCreating ?? 2), 'too many creations at once');
    for (const { active, state } of containers) {
      this.#must(
        active === 0 || state === 'busy' || state === 'initialising',
        `a lease on a container that is ${state}`,
      );
    }
    for (const violation of driver.violations) this.#must(false, violation);
    for (const { level, message } of logged) this.#must(level !== 'error', message);
  }

  /** What must hold when all that could be done at once is done, and no policy has requests wait: nobody waits needlessly. */
  checkProgress(): void {
    const snapshot = this.fakes.pool.snapshot();
    const waiting = [...this.#waiting];
    const inState = (...states: ContainerState[]) => snapshot.containers.filter(({ state }) => states.includes(state));
    const toCome = sum(
      inState('creating', 'initialising', 'resuming', 'pausing').map((view) => this.#roomToCome(view)),
    );
    const limited = inState('removing').length > 0 || inState('creating').length === (this.#options.maxCreating ?? 2);
    this.#must(snapshot.waiting === waiting.length, 'the number waiting is wrong');
    if (snapshot.blocked === 0) {
      this.#must(limited || waiting.length <= toCome, 'a request waits for nothing');
      const suited = inState('idle', 'paused', 'busy').some((view) => waiting.some((each) => this.#suits(view, each)));
      this.#must(!suited, 'a request waits though a container of its action has room');
    } else if (toCome === 0 && !limited) {
      const available = snapshot.freeMb + megabytes(inState('idle', 'paused', 'prewarmed'));
      this.#must(
        available < Math.max(...waiting.map(({ spec }) => spec.memoryMb)),
        'a request is blocked though it fits',
      );
    }
  }

  #must(holds: boolean, breach: string): void {
    if (!holds) this.breaches.push(breach);
  }

  #do(step: Step): void {
    if (step.type === 'acquire') this.#acquire(this.#wishes[step.pick % this.#wishes.length] ?? {}, step.now);
    else if (step.type === 'abort') pick(this.#aborts, step.pick)?.abort(new Error('aborted'));
    else if (step.type === 'release') this.#release(pick(this.held, step.pick), step.how);
    else if (step.type === 'initialise') this.#initialise(pick(this.held, step.pick));
    else if (step.type === 'fail-init') this.#failInit(pick(this.held, step.pick));
    else if (step.type === 'advance') this.fakes.clock.advance(step.ms);
    else if ('gate' in step) this.#operate(this.fakes.driver[step.gate], step);
    else this.#exit(pick(this.fakes.driver.alive, step.pick));
  }

  #acquire(wish: RequestWish, now: boolean): void {
    const abort = new AbortController();
    const request = this.fakes.request({ ...wish, signal: abort.signal });
    const hot = now ? this.fakes.pool.acquireNow(request) : undefined;
    if (hot) return this.#granted(hot, request);
    this.requests.asked += 1;
    this.#aborts.push(abort);
    this.#waiting.add(request);
    this.fakes.pool.acquire(request).then(
      (lease) => {
        this.#ended(request);
        this.#granted(lease, request);
      },
      (error: unknown) => {
        this.#ended(request);
        const known = error instanceof PoolRefusal || error instanceof ContainerError;
        this.#must(known || String(error) === 'Error: aborted', `a request ended with ${String(error)}`);
      },
    );
  }

  #ended(request: AcquireRequest): void {
    this.requests.ended += 1;
    this.#waiting.delete(request);
  }

  #granted(lease: Lease, { namespace, action }: AcquireRequest): void {
    const container = lease.container as FakeContainer;
    const whom = [namespace, action.name, action.revision].join(' ');
    const others = this.held.filter((other) => other.lease.container === container).length;
    this.#must(lease.needsInit === !this.#served.has(container), 'not initialised exactly once');
    this.#must((this.#served.get(container) ?? whom) === whom, 'a container served two actions');
    this.#must(!this.#spoilt.has(container) || this.#justSpoilt.has(container), 'a spoilt container was handed out');
    this.#must(!container.paused && !container.destroyed, 'a container was handed out that cannot run');
    this.#must(others < container.spec.concurrency, 'more leases than the concurrency');
    this.#must(Math.min(lease.waitMs, lease.containerMs) >= 0, 'a time below zero');
    this.#served.set(container, whom);
    this.held.push({ lease, awaitsInit: lease.needsInit });
  }

  #release(held: Held | undefined, how: 'keep' | 'destroy' | 'init-failed' | 'no-init'): void {
    if (!held) return;
    this.held.splice(this.held.indexOf(held), 1);
    if (how === 'init-failed') this.#failInit(held);
    else if (how !== 'no-init') this.#initialise(held);
    if (how === 'destroy' || held.awaitsInit) this.#spoil(held.lease.container);
    held.lease.release(how === 'destroy' ? 'destroy' : 'keep');
  }

  #initialise(held: Held | undefined): void {
    if (!held?.awaitsInit) return;
    held.awaitsInit = false;
    held.lease.initialised(10);
  }

  #failInit(held: Held | undefined): void {
    if (!held?.awaitsInit) return;
    held.awaitsInit = false;
    this.#spoil(held.lease.container);
    held.lease.initFailed();
  }

  #exit(container: FakeContainer | undefined): void {
    if (!container) return;
    this.#spoil(container);
    container.exit();
  }

  #spoil(container: Container): void {
    this.#spoilt.add(container);
    this.#justSpoilt.add(container);
  }

  #operate(gate: Gate, step: Extract<Step, { readonly gate: GateName }>): void {
    if (step.type === 'hold') gate.hold();
    if (step.type === 'open') gate.open();
    if (step.type !== 'end') return;
    const call = pick(gate.held, step.pick);
    // The port says that destroy never rejects.
    if (step.fails && step.gate !== 'destroys') call?.fail();
    else call?.finish();
  }

  /** Once nobody holds it, a container that must not be used again is on its way out. */
  #checkSpoilt(): void {
    for (const view of this.fakes.pool.snapshot().containers) {
      const container = this.#containerOf(view);
      if (view.active > 0 || !container || !this.#spoilt.has(container)) continue;
      this.#must(['removing', 'pausing', 'resuming'].includes(view.state), `a spoilt container is ${view.state}`);
    }
  }

  #containerOf({ id }: ContainerView): FakeContainer | undefined {
    return this.fakes.driver.containers.find((container) => container.id === id);
  }

  /** Leases that will be possible in it when what is done with it has ended; in creation: at most. */
  #roomToCome(view: ContainerView): number {
    const container = this.#containerOf(view);
    const concurrency = container?.spec.concurrency ?? Math.max(...this.#wishes.map((wish) => wish.concurrency ?? 1));
    if (view.state !== 'initialising') return concurrency;
    const ready = this.held.some(({ lease, awaitsInit }) => lease.container === container && awaitsInit);
    return ready ? concurrency - view.active : 0;
  }

  #suits(view: ContainerView, { namespace, action, spec }: AcquireRequest): boolean {
    const container = this.#containerOf(view);
    if (!container || this.#spoilt.has(container) || view.active >= container.spec.concurrency) return false;
    const sameAction = view.namespace === namespace && view.action === action.name && view.revision === action.revision;
    return sameAction && view.memoryMb === spec.memoryMb && container.spec.concurrency === spec.concurrency;
  }
}

function pick<T>(all: readonly T[], at: number): T | undefined {
  return all[at % (all.length || 1)];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function megabytes(all: readonly { readonly memoryMb: number }[]): number {
  return sum(all.map(({ memoryMb }) => memoryMb));
}
