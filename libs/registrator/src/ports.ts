import type { ContainerDetails } from './container-details';
import type { RegisteredService, ServiceRegistration, WantedService } from './registration';

/** A container as it is listed. */
export interface ListedContainer {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Something happened to a container. */
export interface ContainerEvent extends ListedContainer {
  /** In the engine's words: `start`, `die`, `health_status: healthy`. */
  readonly action: string;
  /** Place in the stream, for going on behind it. */
  readonly position: string;
}

export interface EventListener {
  event(event: ContainerEvent): void;
  /** The stream ended; no more is told. Called once, and not after it was stopped. */
  ended(error: Error): void;
}

/** Port: the containers of this machine. */
export interface ContainerEngine {
  /** All of them, also those that ended. */
  list(): Promise<readonly ListedContainer[]>;
  /** Undefined: it is gone. */
  inspect(id: string): Promise<ContainerDetails | undefined>;
  /**
   * Resolves when the stream is open: what happens from then on is told; and what happened since a position given, which
   * may be told again.
   * @returns a function that ends it
   */
  follow(since: string | undefined, listener: EventListener): Promise<() => void>;
}

/** Port: where services are registered. All rejects if it cannot be reached or refuses. */
export interface ServiceRegistry {
  /** Those of this machine's agent, also others' than the registrator's. */
  services(): Promise<readonly RegisteredService[]>;
  /** Registers or changes; what is registered as it is stays so. */
  register(registration: ServiceRegistration): Promise<void>;
  /** What is not registered is no error. */
  deregister(id: string): Promise<void>;
  /** With a reason: nobody is sent to it; undefined: in service again. */
  setOutOfService(id: string, reason: string | undefined): Promise<void>;
  /** What the container's own health check says; undefined: it has none. */
  setHealth(id: string, health: WantedService['health']): Promise<void>;
}
