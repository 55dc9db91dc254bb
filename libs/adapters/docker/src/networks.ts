import { DaemonError, type Daemon } from './daemon';
import type { DockerSettings } from './options';

const CONFLICT = 409;

/** The network of action containers; it is made when it is first needed. */
export class ActionNetworks {
  readonly #daemon: Daemon;
  readonly #settings: Pick<DockerSettings, 'network' | 'instance'>;
  #made: Promise<string> | undefined;

  constructor(daemon: Daemon, settings: Pick<DockerSettings, 'network' | 'instance'>) {
    this.#daemon = daemon;
    this.#settings = settings;
  }

  /** What containers give for their network mode. @throws DaemonError if there is none and it could not be made */
  ensure(): Promise<string> {
    this.#made ??= this.#ensure().catch((error: unknown) => {
      this.#made = undefined;
      throw error;
    });
    return this.#made;
  }

  async #ensure(): Promise<string> {
    const { network, instance } = this.#settings;
    if (network === 'none') return 'none';
    const { name, internal = false } = network;
    const { docker } = this.#daemon;
    const found = await this.#daemon.find(`look at the network ${name}`, () => docker.getNetwork(name).inspect());
    if (found) return name;
    const wanted = {
      Name: name,
      Driver: 'bridge',
      Internal: internal,
      CheckDuplicate: true,
      // Containers of different tenants have nothing to tell each other.
      Options: { 'com.docker.network.bridge.enable_icc': 'false' },
      Labels: { 'whisker.instance': instance },
    };
    try {
      await this.#daemon.call(`make the network ${name}`, (options) => docker.createNetwork({ ...wanted, ...options }));
    } catch (error) {
      // Another invoker of this machine made it meanwhile.
      if (!(error instanceof DaemonError && error.status === CONFLICT)) throw error;
    }
    return name;
  }
}
