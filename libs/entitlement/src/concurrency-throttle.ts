import { refuse, type Identity, type SystemLimits } from '@whisker/entities';

/** What {@link ConcurrencyThrottle} stands on. */
export interface ConcurrencyThrottleDeps {
  /** The limit of namespaces that have none of their own. */
  readonly limits: Pick<SystemLimits, 'concurrentInvocations'>;
  /** Activations of a namespace that are queued or running. */
  readonly inFlight: (namespaceUuid: string) => number;
}

/** How many activations of a namespace may be in flight. A limit of 0 refuses always. */
export class ConcurrencyThrottle {
  readonly #limits: ConcurrencyThrottleDeps['limits'];
  readonly #inFlight: ConcurrencyThrottleDeps['inFlight'];

  constructor({ limits, inFlight }: ConcurrencyThrottleDeps) {
    this.#limits = limits;
    this.#inFlight = inFlight;
  }

  /** @throws concurrencyExceeded if no further activation may start */
  check({ namespace, limits }: Identity): void {
    const allowed = limits.concurrentInvocations ?? this.#limits.concurrentInvocations;
    const count = this.#inFlight(namespace.uuid);
    if (count >= allowed) throw refuse.concurrencyExceeded(count, allowed);
  }
}
