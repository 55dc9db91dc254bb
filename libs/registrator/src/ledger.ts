import type { RegisteredService, ServiceRegistration, WantedService } from './registration';

/** What is believed to stand in the registry of one service. */
export interface LedgerEntry {
  /** Container it belongs to; empty: not known. */
  readonly container: string;
  /** Undefined: it stands there, but nobody knows with what check. */
  readonly registration: ServiceRegistration | undefined;
  /** Empty: it is out of service for a reason that is not known. */
  readonly outOfService: string | undefined;
  readonly health: WantedService['health'];
}

/** What is believed to stand in the registry: kept by who writes there, corrected by what is read there. */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();

  get(id: string): LedgerEntry | undefined {
    return this.#entries.get(id);
  }

  set(id: string, entry: LedgerEntry): void {
    this.#entries.set(id, entry);
  }

  delete(id: string): void {
    this.#entries.delete(id);
  }

  /** Ids of the services of a container. */
  of(container: string): readonly string[] {
    return [...this.#entries].filter(([, entry]) => entry.container === container).map(([id]) => id);
  }

  /** All ids, with the containers they belong to. */
  owners(): readonly (readonly [id: string, container: string])[] {
    return [...this.#entries].map(([id, { container }]) => [id, container] as const);
  }

  /** Corrects what is believed. Services that were not known are taken in where `owned` says so. */
  correct(registered: readonly RegisteredService[], owned: (service: RegisteredService) => boolean): void {
    const present = new Map(registered.map((service) => [service.id, service]));
    for (const [id, entry] of [...this.#entries]) {
      const service = present.get(id);
      if (service === undefined) this.#entries.delete(id);
      else this.#entries.set(id, corrected(entry, service));
    }
    for (const service of registered) {
      if (this.#entries.has(service.id) || !owned(service)) continue;
      const outOfService = service.outOfService ? '' : undefined;
      this.#entries.set(service.id, { container: '', registration: undefined, outOfService, health: undefined });
    }
  }
}

function corrected(entry: LedgerEntry, service: RegisteredService): LedgerEntry {
  const { registration, outOfService } = entry;
  return {
    ...entry,
    registration: registration && isSame(registration, service) ? registration : undefined,
    outOfService: service.outOfService ? (outOfService ?? '') : undefined,
  };
}

function isSame(wanted: ServiceRegistration, stands: RegisteredService): boolean {
  return canonical(wanted) === canonical(stands);
}

function canonical({ name, address, port, tags, meta }: Omit<RegisteredService, 'id' | 'outOfService'>): string {
  const sortedMeta = Object.entries(meta).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, address, port, [...tags].sort(), sortedMeta]);
}
