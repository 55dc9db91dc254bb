import type { Clock } from '@whisker/entities';

/** Where the bus reports what nobody waits for. */
export interface KafkaBusLog {
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
}

interface Outage {
  readonly since: number;
  reason: string;
}

/** What does not work at the moment, and why. An outage is logged when it begins and when it ends, not in between. */
export class Outages {
  readonly #open = new Map<string, Outage>();
  readonly #options: { readonly log: KafkaBusLog; readonly now: Clock; readonly brokers: string };

  constructor(options: { readonly log: KafkaBusLog; readonly now: Clock; readonly brokers: string }) {
    this.#options = options;
  }

  /** One line for each thing that does not work. */
  get lines(): readonly string[] {
    return [...this.#open].map(([what, { reason }]) => `Kafka (${this.#options.brokers}): cannot ${what}: ${reason}`);
  }

  /** Not yet known to work; not worth a log line. */
  expect(what: string, reason: string): void {
    if (!this.#open.has(what)) this.#open.set(what, { since: this.#options.now(), reason });
  }

  begin(what: string, reason: string): void {
    const { log, now, brokers } = this.#options;
    const known = this.#open.get(what);
    if (known?.reason === reason) return;
    this.#open.set(what, { since: known?.since ?? now(), reason });
    log.warn(`Kafka: cannot ${what}, trying again`, { brokers, reason });
  }

  end(what: string): void {
    const outage = this.#open.get(what);
    if (!outage) return;
    this.#open.delete(what);
    const { log, now } = this.#options;
    const ms = now() - outage.since;
    if (outage.reason !== CONNECTING) log.warn(`Kafka: can ${what} again`, { afterMs: ms });
  }
}

/** The reason before there is one. */
export const CONNECTING = 'connecting';
