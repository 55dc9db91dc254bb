import { type Clock, refuse, systemTimers, type Timers } from '@whisker/entities';
import type { Delivery, Feed } from '@whisker/message-bus';
import {
  completedTopic,
  invokerTopic,
  type Acknowledgement,
  type ActivationMessage,
  type Topic,
} from '@whisker/messages';
import { Fleet } from './fleet';
import { Ledger, type LedgerEntry } from './ledger';
import type { Placement } from './placement';
import {
  DEFAULT_LIMITS,
  type InvokerView,
  type Published,
  type PublishRequest,
  type SchedulerCounts,
  type SchedulerLimits,
  type SchedulerOptions,
} from './scheduler-options';

const NOT_WAITED_FOR: Published = {};
const DONE = Promise.resolve();

/** Sends activations to invokers and keeps account of those in flight (design section 3, hops 4 and 10). */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #limits: SchedulerLimits;
  readonly #fleet: Fleet;
  readonly #ledger = new Ledger();
  readonly #topics = new Map<number, Topic<ActivationMessage>>();
  readonly #counts = { published: 0, refused: 0, overloaded: 0, completed: 0, forced: 0, late: 0 };
  #open = true;
  #feed: Feed | undefined;
  #watches: (() => void)[] = [];
  #cancelSweep: (() => void) | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#timers = options.timers ?? systemTimers;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#fleet = new Fleet({
      maxInFlight: this.#limits.inFlightPerInvoker,
      onGone: (invoker) => this.#ledger.hurry(invoker),
    });
  }

  /** Learns who is alive and takes acknowledgements from now on. */
  async start(): Promise<void> {
    const { bus, membership, controllerId } = this.#options;
    this.#fleet.update(await membership.members('invoker'));
    this.#watches = [
      membership.watch('invoker', (members) => this.#fleet.update(members)),
      membership.watch('controller', (members) => this.#fleet.shareWith(members.length)),
    ];
    const capacity = this.#limits.acknowledgements;
    this.#feed = await bus.consume(completedTopic(controllerId), { capacity }, (delivery) =>
      this.#acknowledged(delivery),
    );
    this.#scheduleSweep();
  }

  /**
   * Sends an activation to an invoker; resolves when the bus has it. The id of a blocking one must not be told before it
   * is recorded, or {@link Scheduler.secure} resolved.
   * @throws unavailable if no invoker can be used; what the bus throws
   */
  async publish(message: ActivationMessage, request: PublishRequest): Promise<Published> {
    const placement = this.#place(message, request);
    const entry = this.#enter(message, request, placement);
    const published = message.blocking ? { completed: entry.result() } : NOT_WAITED_FOR;
    try {
      // Who waits for the record is told the id with it, or after `secure`; the parts of another are named in its record, and a stream tells the
      // id with its first byte.
      const untold = message.blocking && message.cause === undefined && !message.stream;
      await this.#options.bus.produce(this.#topicOf(placement.invoker), message, { untold });
    } catch (failure) {
      this.#close(entry.activationId);
      throw failure;
    }
    this.#counts.published += 1;
    return published;
  }

  /** Resolves when everything that was published is as safe as the bus makes it: ids may be told. */
  secure(): Promise<void> {
    return this.#options.bus.secure();
  }

  /** Activations of a namespace that were sent and not acknowledged. */
  inFlight(namespaceUuid: string): number {
    return this.#ledger.inFlight(namespaceUuid);
  }

  /** All activations in flight. */
  get size(): number {
    return this.#ledger.size;
  }

  get counts(): SchedulerCounts {
    return this.#counts;
  }

  /** Ordered by number; those that left are among them. */
  get invokers(): readonly InvokerView[] {
    return this.#fleet.slots.map(({ number, alive, inFlight, freeMb }) => ({ number, alive, inFlight, freeMb }));
  }

  /** Sends nothing more: whoever publishes is told `unavailable`. What is in flight ends as it would. */
  disable(): void {
    this.#open = false;
  }

  /** Sends nothing more, waits for what is in flight until `deadline` (epoch ms), then closes. */
  async drain(deadline: number): Promise<void> {
    this.#open = false;
    if (this.#ledger.size > 0) await this.#idleBy(deadline);
    await this.close();
  }

  /** Stops at once. What is in flight runs on; its callers are told `unavailable`. */
  async close(): Promise<void> {
    this.#open = false;
    this.#cancelSweep?.();
    for (const stop of this.#watches) stop();
    this.#watches = [];
    await this.#feed?.close();
    this.#feed = undefined;
    for (const entry of this.#ledger.clear()) entry.fail(refuse.unavailable());
  }

  #place(message: ActivationMessage, { memoryMb, concurrency, blackbox }: PublishRequest): Placement {
    const { caller, action } = message;
    const { namespace, name, package: pkg } = action.name;
    const placement = this.#open
      ? this.#options.policy.choose(this.#fleet.slots, {
          namespace: caller.namespace.name,
          action: pkg === undefined ? `${namespace}/${name}` : `${namespace}/${pkg}/${name}`,
          memoryMb,
          concurrency,
          blackbox,
        })
      : undefined;
    if (!placement) {
      this.#counts.refused += 1;
      throw refuse.unavailable();
    }
    if (placement.forced) this.#counts.overloaded += 1;
    return placement;
  }

  /**
   * Entered before it is produced: the acknowledgement may be here before the bus confirms. An invoker may start the run
   * until `startBy` and then needs the time of /init and /run; if it is gone, waiting that long is of no use.
   */
  #enter(
    { activationId, caller, startBy }: ActivationMessage,
    { timeoutMs }: PublishRequest,
    placement: Placement,
  ): LedgerEntry {
    const { lostFactor, lostAddonMs } = this.#limits;
    const runMs = timeoutMs * lostFactor;
    const lostAt = this.#clock() + lostAddonMs + runMs;
    const deadline = Math.max(lostAt, startBy + runMs);
    return this.#ledger.open({ activationId, namespaceUuid: caller.namespace.uuid, placement, deadline, lostAt });
  }

  #topicOf(invoker: number): Topic<ActivationMessage> {
    let topic = this.#topics.get(invoker);
    if (!topic) this.#topics.set(invoker, (topic = invokerTopic(invoker)));
    return topic;
  }

  #acknowledged({ message }: Delivery<Acknowledgement>): Promise<void> {
    const { activationId, record, slotFree } = message;
    const entry = slotFree ? this.#close(activationId) : this.#ledger.get(activationId);
    if (!entry) this.#counts.late += 1;
    else if (slotFree) this.#counts.completed += 1;
    if (record !== undefined || slotFree) entry?.succeed(record);
    return DONE;
  }

  #close(activationId: string): LedgerEntry | undefined {
    const entry = this.#ledger.close(activationId);
    if (this.#ledger.size === 0) this.#whenIdle?.();
    return entry;
  }

  #scheduleSweep(): void {
    this.#cancelSweep = this.#timers.after(this.#limits.sweepMs, () => {
      this.#sweep();
      this.#scheduleSweep();
    });
  }

  #sweep(): void {
    for (const entry of this.#ledger.expire(this.#clock())) {
      this.#counts.forced += 1;
      entry.fail(refuse.internal());
    }
    if (this.#ledger.size === 0) this.#whenIdle?.();
  }

  #idleBy(deadline: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#timers.after(Math.max(0, deadline - this.#clock()), resolve);
      this.#whenIdle = () => {
        cancel();
        resolve();
      };
    });
  }
}
