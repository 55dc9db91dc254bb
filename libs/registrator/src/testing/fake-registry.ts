import type { ServiceRegistry } from '../ports';
import { RefusedRegistration } from '../reconciler';
import type { RegisteredService, ServiceRegistration, WantedService } from '../registration';

interface Stored extends ServiceRegistration {
  outOfService?: string | undefined;
  health?: WantedService['health'];
}

/** A registry in memory that counts what it is asked. */
export class FakeRegistry implements ServiceRegistry {
  readonly stored = new Map<string, Stored>();
  /** `register a`, `deregister a`, … as they came. */
  readonly asked: string[] = [];
  failing: Error | undefined;
  /** Ids it does not take. */
  readonly refused = new Set<string>();

  /** What it tells of each service: in service or why not, and its health. */
  get told(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...this.stored].map(([id, { outOfService, health }]) => [
        id,
        [outOfService ?? 'in service', health].join(' ').trim(),
      ]),
    );
  }

  async services(): Promise<readonly RegisteredService[]> {
    this.#note();
    return [...this.stored.values()].map(({ check: _, health: __, outOfService, ...service }) => ({
      ...service,
      outOfService: outOfService !== undefined,
    }));
  }

  async register(registration: ServiceRegistration): Promise<void> {
    this.#note(`register ${registration.id}`);
    if (this.refused.has(registration.id)) throw new RefusedRegistration('no');
    this.stored.set(registration.id, { ...this.stored.get(registration.id), ...registration });
  }

  async deregister(id: string): Promise<void> {
    this.#note(`deregister ${id}`);
    this.stored.delete(id);
  }

  async setOutOfService(id: string, reason: string | undefined): Promise<void> {
    this.#note(`${reason === undefined ? 'in' : 'out of'} service ${id}`);
    this.#change(id, { outOfService: reason });
  }

  async setHealth(id: string, health: WantedService['health']): Promise<void> {
    this.#note(`${health} ${id}`);
    this.#change(id, { health });
  }

  #change(id: string, change: Partial<Stored>): void {
    const service = this.stored.get(id);
    if (service === undefined) throw new Error(`${id} is not registered`);
    this.stored.set(id, { ...service, ...change });
  }

  #note(request?: string): void {
    if (this.failing) throw this.failing;
    if (request !== undefined) this.asked.push(request);
  }
}
