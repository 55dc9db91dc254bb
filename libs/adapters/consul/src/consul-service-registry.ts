import {
  RefusedRegistration,
  type RegisteredService,
  type ServiceCheck,
  type ServiceRegistration,
  type ServiceRegistry,
  type WantedService,
} from '@whisker/registrator';
import type { ConsulConnection } from './consul-connection';
import { ConsulError } from './consul-error';

/** Consul's own check of a service that is in maintenance. */
const MAINTENANCE = '_service_maintenance:';
/** A status that stays until it is set again is a TTL check that is never due: ten years. */
const NEVER = '87600h';

interface AgentService {
  readonly ID: string;
  readonly Service: string;
  readonly Address: string;
  readonly Port: number;
  readonly Tags: readonly string[] | null;
  readonly Meta: Readonly<Record<string, string>> | null;
}

/** {@link ServiceRegistry} of Consul's agent on this machine. Out of service is Consul's maintenance mode. */
export class ConsulServiceRegistry implements ServiceRegistry {
  readonly #connection: ConsulConnection;

  /** @param connection is closed by who opened it */
  constructor(connection: ConsulConnection) {
    this.#connection = connection;
  }

  async services(): Promise<readonly RegisteredService[]> {
    const services = await this.#connection.call('list its services', (client) => client.agent.service.list());
    const checks = await this.#connection.call('list its checks', (client) => client.agent.check.list());
    const inMaintenance = new Set(Object.keys(checks));
    return Object.values(services as Record<string, AgentService>).map(
      ({ ID, Service, Address, Port, Tags, Meta }) => ({
        id: ID,
        name: Service,
        address: Address,
        port: Port,
        tags: Tags ?? [],
        meta: Meta ?? {},
        outOfService: inMaintenance.has(MAINTENANCE + ID),
      }),
    );
  }

  /** @throws RefusedRegistration if Consul does not take it as it is; ConsulError */
  async register({ check, tags, ...service }: ServiceRegistration): Promise<void> {
    const options = { ...service, tags: [...tags], ...(check && { check: checkOptions(check) as never }) };
    try {
      await this.#connection.call(`register ${service.id}`, (client) => client.agent.service.register(options));
    } catch (error) {
      throw error instanceof ConsulError && error.fault === 'refused'
        ? new RefusedRegistration(error.message, { cause: error })
        : error;
    }
    // A check it had before would stay.
    if (check === undefined) await this.#removeCheck(`service:${service.id}`);
  }

  async deregister(id: string): Promise<void> {
    const gone = this.#connection.call(`deregister ${id}`, (client) => client.agent.service.deregister(id));
    await gone.catch(unlessUnknown);
  }

  async setOutOfService(id: string, reason: string | undefined): Promise<void> {
    const mode = { id, enable: reason !== undefined, ...(reason !== undefined && { reason }) };
    await this.#connection.call(`change the maintenance of ${id}`, (client) => client.agent.service.maintenance(mode));
  }

  async setHealth(id: string, health: WantedService['health']): Promise<void> {
    if (health === undefined) return this.#removeCheck(healthCheck(id));
    const check = { id: healthCheck(id), serviceid: id, name: 'container health', ttl: NEVER, status: health };
    await this.#connection.call(`tell the health of ${id}`, (client) => client.agent.check.register(check as never));
  }

  async #removeCheck(id: string): Promise<void> {
    const gone = this.#connection.call(`remove the check ${id}`, (client) => client.agent.check.deregister(id));
    await gone.catch(unlessUnknown);
  }
}

const healthCheck = (service: string) => `health:${service}`;

/** A check as the client takes it. */
function checkOptions(check: ServiceCheck): object {
  const { interval, timeout, initialStatus, deregisterAfter } = check;
  return {
    ...kindOptions(check),
    ...(interval !== undefined && { interval }),
    ...(timeout !== undefined && { timeout }),
    ...(initialStatus !== undefined && { status: initialStatus }),
    ...(deregisterAfter !== undefined && { deregistercriticalserviceafter: deregisterAfter }),
  };
}

function kindOptions(check: ServiceCheck): object {
  switch (check.type) {
    case 'http':
      return {
        http: check.url,
        ...(check.method && { method: check.method }),
        tlsskipverify: check.skipVerify ?? false,
      };
    case 'tcp':
      return { tcp: check.address };
    case 'grpc':
      return { grpc: check.address, grpcusetls: check.tls ?? false, tlsskipverify: check.skipVerify ?? false };
    case 'script':
      return { args: check.command };
    case 'container':
      return { args: check.command, dockercontainerid: check.container };
    case 'ttl':
      return { ttl: check.ttl };
  }
}

function unlessUnknown(error: unknown): void {
  if (!(error instanceof ConsulError) || error.fault !== 'refused') throw error;
}
