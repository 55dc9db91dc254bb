import type { ContainerDetails } from './container-details';
import { Ledger, type LedgerEntry } from './ledger';
import type { ContainerEngine, ServiceRegistry } from './ports';
import type { RegisteredService, WantedService } from './registration';
import { parseServiceId } from './service-id';
import { concerns, REGISTRATOR_META } from './translate';
import { wantedOf, type Wanted, type WantedOptions } from './wanted';

export interface ReconcilerOptions extends WantedOptions {
  /** Whether services of this machine that belong to no container are taken out, also those of an earlier process. */
  readonly cleanUp: boolean;
}

export interface ReconcilerParts {
  readonly engine: ContainerEngine;
  readonly registry: ServiceRegistry;
  /** The registry refused one service; the others go on. */
  readonly onRefused: (service: string, error: unknown) => void;
}

const ABSENT: LedgerEntry = { container: '', registration: undefined, outOfService: undefined, health: undefined };

/** Brings a registry in line with a container engine: one container, or all. */
export class Reconciler {
  readonly #parts: ReconcilerParts;
  readonly #options: ReconcilerOptions;
  readonly #ledger = new Ledger();

  constructor(parts: ReconcilerParts, options: ReconcilerOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** @throws what the engine and the registry throw; asked again, it goes on where it stood */
  async container(id: string): Promise<void> {
    const details = await this.#parts.engine.inspect(id);
    await this.#bringAbout(id, details && (await this.#wantedOf(details)), details);
  }

  /** @throws what the engine and the registry throw */
  async all(): Promise<void> {
    const { engine, registry } = this.#parts;
    const [registered, listed] = [await registry.services(), await engine.list()];
    this.#ledger.correct(registered, (service) => this.#isOwn(service));
    const present = new Set<string>();
    for (const { id, labels } of listed) {
      if (!concerns(labels, this.#options)) continue;
      present.add(id);
      await this.container(id);
    }
    await this.#removeDangling(present);
  }

  async #removeDangling(present: ReadonlySet<string>): Promise<void> {
    for (const [service, container] of this.#ledger.owners()) {
      // Of no container: of an earlier process, or somebody else's work.
      const dangling = container === '' ? this.#options.cleanUp : !present.has(container);
      if (dangling) await this.#deregister(service);
    }
  }

  async #wantedOf(details: ContainerDetails): Promise<Wanted> {
    const { networkOf, id } = details;
    const network =
      networkOf === undefined || networkOf === id ? undefined : await this.#parts.engine.inspect(networkOf);
    return wantedOf(details, this.#options, network);
  }

  async #bringAbout(container: string, wanted: Wanted | undefined, details?: ContainerDetails): Promise<void> {
    if (details && wanted && 'kept' in wanted) return this.#keep(details, wanted.kept);
    const services = wanted && 'services' in wanted ? wanted.services : [];
    const ids = new Set(services.map(({ registration }) => registration.id));
    for (const id of this.#ledger.of(container)) if (!ids.has(id)) await this.#deregister(id);
    for (const service of services) await this.#write(container, service);
  }

  /** What is registered of a container that ended stays. */
  async #keep(details: ContainerDetails, reason: string): Promise<void> {
    const { hostname } = this.#options;
    for (const [id, owner] of this.#ledger.owners()) {
      const parts = owner === '' ? parseServiceId(id) : undefined;
      const left = parts?.hostname === hostname && parts.container === details.name;
      if (owner !== details.id && !left) continue;
      const entry = this.#ledger.get(id) ?? ABSENT;
      if (entry.outOfService !== reason) await this.#parts.registry.setOutOfService(id, reason);
      this.#ledger.set(id, { ...entry, container: details.id, outOfService: reason });
    }
  }

  async #write(container: string, service: WantedService): Promise<void> {
    const { registration, outOfService, health } = service;
    const stands = this.#ledger.get(registration.id) ?? ABSENT;
    const { registry } = this.#parts;
    if (JSON.stringify(stands.registration) !== JSON.stringify(registration)) {
      if (!(await this.#register(service))) return;
      this.#ledger.set(registration.id, { ...stands, container, registration });
    }
    if (stands.outOfService !== outOfService) await registry.setOutOfService(registration.id, outOfService);
    if (stands.health !== health) await registry.setHealth(registration.id, health);
    this.#ledger.set(registration.id, { container, registration, outOfService, health });
  }

  /** @returns false if the registry refused it: it is tried again when the container changes, and at the next sync */
  async #register({ registration }: WantedService): Promise<boolean> {
    try {
      await this.#parts.registry.register(registration);
      return true;
    } catch (error) {
      if (!(error instanceof RefusedRegistration)) throw error;
      this.#parts.onRefused(registration.id, error);
      return false;
    }
  }

  async #deregister(id: string): Promise<void> {
    await this.#parts.registry.deregister(id);
    this.#ledger.delete(id);
  }

  /** Of this machine's containers, by its mark or by its id, as other registrators give them. */
  #isOwn({ id, meta }: RegisteredService): boolean {
    const { hostname } = this.#options;
    return meta[REGISTRATOR_META] === hostname || parseServiceId(id)?.hostname === hostname;
  }
}

/** A registry will not take a service as it is. */
export class RefusedRegistration extends Error {}
