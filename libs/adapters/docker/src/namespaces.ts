import { setTimeout as wait } from 'node:timers/promises';
import type { Daemon } from './daemon';
import type { DockerSettings } from './options';
import { pauseConfig } from './container-config';
import type { ContainerWatch } from './container-watch';
import type { Images } from './images';
import { ownerLabels } from './labels';

/** A network namespace that no container is in, held by one that only sleeps. */
export interface Namespace {
  /** Id of its container. */
  readonly id: string;
  /** Its address on the network. */
  readonly address: string;
}

export interface NamespaceParts {
  readonly daemon: Daemon;
  readonly images: Images;
  readonly watch: ContainerWatch;
  readonly settings: DockerSettings;
  /** Makes the network if it is not there. */
  readonly network: () => Promise<string>;
}

const RETRY_MS = 5000;

/**
 * Network namespaces made ahead: what takes longest at the start of a container is a namespace of its own. One holds a
 * single action container at a time. It may serve another one when that is gone: no process of it is left, and none
 * had the right to change the namespace.
 */
export class Namespaces {
  readonly #parts: NamespaceParts;
  readonly #spare: Namespace[] = [];
  /** Names of all that were made and are not removed. */
  readonly #names = new Map<string, string>();
  #refill: Promise<void> | undefined;
  #closed = false;

  constructor(parts: NamespaceParts) {
    this.#parts = parts;
  }

  /** One that is ready; undefined if there is none now. Others are made in the background. */
  take(): Namespace | undefined {
    const taken = this.#spare.shift();
    void this.fill();
    return taken;
  }

  /** The container in it is gone. */
  giveBack(namespace: Namespace): void {
    const wanted = !this.#closed && this.#spare.length < this.#parts.settings.spareNamespaces;
    if (wanted && this.#names.has(namespace.id)) this.#spare.push(namespace);
    else void this.discard(namespace);
  }

  /** Nothing can be started in it. */
  async discard({ id }: Namespace): Promise<void> {
    const name = this.#names.get(id);
    this.#names.delete(id);
    this.#parts.watch.forget(id);
    if (name === undefined) return;
    const { daemon } = this.#parts;
    await daemon
      .find('remove a pause container', (options) =>
        daemon.docker.getContainer(name).remove({ force: true, ...options }),
      )
      // What is left is removed by the next clean-up.
      .catch(() => undefined);
  }

  /** Makes as many as are to be ready, one at a time. Resolves when they are, or one could not be made. */
  fill(): Promise<void> {
    this.#refill ??= this.#fill().finally(() => (this.#refill = undefined));
    return this.#refill;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#refill;
    this.#spare.length = 0;
    await Promise.all([...this.#names.keys()].map((id) => this.discard({ id, address: '' })));
  }

  async #fill(): Promise<void> {
    const { settings } = this.#parts;
    while (!this.#closed && this.#spare.length < settings.spareNamespaces) {
      try {
        this.#spare.push(await this.#make());
      } catch (error) {
        settings.log.warn('no network namespace could be made ahead', { error });
        await wait(RETRY_MS, undefined, { ref: false });
        return;
      }
    }
  }

  async #make(): Promise<Namespace> {
    const { daemon, images, settings, network, watch } = this.#parts;
    const [networkMode, image] = [await network(), await images.ofPlatform(settings.pauseImage)];
    const name = `${settings.instance}-${settings.invoker}-pause-${settings.newId()}`;
    const plan = { name, image: image.id, labels: ownerLabels(settings, 'pause'), networkMode };
    const id = await daemon.create(pauseConfig(plan, settings));
    const made = daemon.docker.getContainer(id);
    this.#names.set(id, name);
    try {
      void watch.death(id).then(() => this.#lost(id));
      await daemon.call('start a pause container', (options) => made.start(options));
      const { NetworkSettings } = await daemon.call('look at a pause container', (options) => made.inspect(options));
      return { id, address: NetworkSettings.Networks[networkMode]?.IPAddress ?? '' };
    } catch (error) {
      await this.discard({ id, address: '' });
      throw error;
    }
  }

  #lost(id: string): void {
    const index = this.#spare.findIndex((namespace) => namespace.id === id);
    if (index >= 0) this.#spare.splice(index, 1);
    void this.discard({ id, address: '' });
    if (!this.#closed) void this.fill();
  }
}
