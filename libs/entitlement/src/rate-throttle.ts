import { refuse, type Identity, type SystemLimits } from '@whisker/entities';
import { MinuteWindow } from './minute-window';

/** What {@link RateThrottle} stands on. */
export interface RateThrottleDeps {
  /** Rates of namespaces that have none of their own. */
  readonly limits: Pick<SystemLimits, 'invocationsPerMinute' | 'firesPerMinute'>;
  /** epoch ms */
  readonly clock: () => number;
}

/**
 * How often per clock minute a namespace may invoke actions and fire triggers. Every call counts, refused ones too;
 * a rate of 0 refuses always.
 */
export class RateThrottle {
  readonly #limits: RateThrottleDeps['limits'];
  readonly #invocations: MinuteWindow;
  readonly #fires: MinuteWindow;

  constructor({ limits, clock }: RateThrottleDeps) {
    this.#limits = limits;
    this.#invocations = new MinuteWindow(clock);
    this.#fires = new MinuteWindow(clock);
  }

  /** Counts an invocation. @throws rateExceeded */
  checkInvocation({ namespace, limits }: Identity): void {
    const allowed = limits.invocationsPerMinute ?? this.#limits.invocationsPerMinute;
    refuseAbove(allowed, this.#invocations.count(namespace.uuid));
  }

  /** Counts a fire. @throws rateExceeded */
  checkFire({ namespace, limits }: Identity): void {
    const allowed = limits.firesPerMinute ?? this.#limits.firesPerMinute;
    refuseAbove(allowed, this.#fires.count(namespace.uuid));
  }
}

function refuseAbove(allowed: number, count: number): void {
  if (count > allowed) throw refuse.rateExceeded(count, allowed);
}
