import { randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ContainerError, type Container, type ContainerDriver, type ContainerSpec } from '@whisker/container-pool';
import { Ticker } from '@whisker/runtime-client';
import { startContainer, takeIntoService, watchOver, type FactoryParts } from './container-factory';
import { ContainerWatch } from './container-watch';
import { Daemon } from './daemon';
import type { DockerContainer } from './docker-container';
import { Images, type FoundImage } from './images';
import { ownerFilter } from './labels';
import { invokerFolder, Leftovers, type Survivor } from './leftovers';
import { Namespaces } from './namespaces';
import { ActionNetworks } from './networks';
import { settingsOf, type DockerDriverOptions, type DockerSettings } from './options';
import { SocketFolder } from './socket-folder';

const BUSY_TICK_MS = 20;

/**
 * Container driver: every action container is one of a Docker daemon, spoken to over its socket. The daemon need not be
 * there when the driver is made, and may go away and come back: meanwhile calls fail with a ContainerError.
 */
export class DockerDriver implements ContainerDriver {
  readonly kinds: readonly string[];
  readonly #settings: DockerSettings;
  readonly #daemon: Daemon;
  readonly #images: Images;
  readonly #watch: ContainerWatch;
  readonly #namespaces: Namespaces;
  readonly #leftovers: Leftovers;
  readonly #factory: FactoryParts;
  readonly #containers = new Map<string, DockerContainer>();
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  /** @throws RangeError for a setting that makes no sense */
  constructor(options: DockerDriverOptions) {
    mkdirSync(options.stateFolder, { recursive: true });
    // As the daemon sees it: a link may mean something else there.
    const stateFolder = realpathSync(options.stateFolder);
    const settings = settingsOf({ ...options, stateFolder }, () => randomBytes(8).toString('hex'));
    this.#settings = settings;
    mkdirSync(invokerFolder(settings), { recursive: true });
    this.#daemon = new Daemon(settings.socketPath, settings.callTimeout);
    this.#images = new Images(this.#daemon, settings);
    this.#watch = new ContainerWatch(this.#daemon, ownerFilter(settings), settings.log);
    this.#leftovers = new Leftovers(this.#daemon, settings);
    const networks = new ActionNetworks(this.#daemon, settings);
    const network = () => networks.ensure();
    const shared = { daemon: this.#daemon, watch: this.#watch, settings, network };
    this.#namespaces = new Namespaces({ ...shared, images: this.#images });
    this.#factory = {
      ...shared,
      namespaces: this.#namespaces,
      ticker: new Ticker(BUSY_TICK_MS),
      run: join(invokerFolder(settings), settings.bootId),
      closing: this.#closing.signal,
      onGone: (id) => this.#containers.delete(id),
    };
    // An image is reached by its address unless it is one of ours.
    this.kinds = [...settings.runtimes.kinds, ...(settings.network === 'none' ? [] : ['blackbox'])];
  }

  async create(spec: ContainerSpec): Promise<Container> {
    if (this.#closed) throw new ContainerError('the driver is closed');
    const image = await this.#imageOf(spec);
    const container = await startContainer(this.#factory, { id: this.#settings.newId(), spec, image });
    return this.#keep(container);
  }

  /** Makes the spare network namespaces, which otherwise begins with the first container. Resolves when they are there. */
  async warmUp(): Promise<void> {
    await this.#namespaces.fill();
  }

  /** Containers of earlier lives of this invoker that run or are paused. @throws ContainerError */
  survivors(): Promise<Survivor[]> {
    return this.#leftovers.survivors();
  }

  /**
   * Takes a container of an earlier life into service; one that is not adopted is removed by `cleanUp`.
   * @throws ContainerError if its proxy does not answer; it is removed then
   */
  async adopt(survivor: Survivor): Promise<Container> {
    this.#leftovers.keep(survivor);
    const { dockerId, id, name, spec } = survivor;
    const started = {
      id,
      name,
      spec,
      dockerId,
      folder: survivor.socketFolder === '' ? undefined : SocketFolder.at(survivor.socketFolder),
      namespace: undefined,
      keepsLine: false,
      ...watchOver(this.#factory, dockerId),
    };
    try {
      await started.output.open();
      if (survivor.paused) await started.body.freeze(false);
      return this.#keep(await takeIntoService(this.#factory, started));
    } catch (error) {
      void started.body.kill();
      throw new ContainerError(`container ${name} was not adopted: ${(error as Error).message}`, 'platform', {
        cause: error,
      });
    }
  }

  async cleanUp(): Promise<void> {
    await this.#leftovers.remove();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #keep(container: DockerContainer): Promise<Container> {
    if (this.#closed) {
      await container.destroy();
      throw new ContainerError('the driver was closed');
    }
    this.#containers.set(container.id, container);
    return container;
  }

  async #imageOf({ kind, image }: ContainerSpec): Promise<FoundImage> {
    if (kind !== 'blackbox') {
      const runtime = this.#settings.runtimes.find(kind);
      if (!runtime) throw new ContainerError(`This platform has no image for kind '${kind}'.`);
      return this.#images.ofPlatform(runtime.image);
    }
    if (this.#settings.network === 'none') {
      throw new ContainerError(`This platform runs no images of users: '${image ?? ''}' cannot be started.`, 'user');
    }
    return this.#images.ofUser(image ?? '');
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#containers.values()].map((container) => container.destroy()));
    await this.#namespaces.close();
    this.#watch.close();
    this.#factory.ticker.stop();
    this.#daemon.close();
    await rm(this.#factory.run, { recursive: true, force: true });
  }
}
