import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerSpec } from '@whisker/container-pool';
import type { ContainerInfo } from 'dockerode';
import type { Daemon } from './daemon';
import { removeContainer } from './docker-body';
import { ownerFilter, specOf } from './labels';
import type { DockerSettings } from './options';

/** An action container that outlived the process that made it. */
export interface Survivor {
  readonly id: string;
  readonly dockerId: string;
  readonly name: string;
  readonly spec: ContainerSpec;
  /** The life of the invoker that made it. */
  readonly bootId: string;
  readonly paused: boolean;
  /** It was given an action; undefined: it waits for one. */
  readonly action: string | undefined;
  /** Folder of its socket on the host; empty: it is reached by its address. */
  readonly socketFolder: string;
  /** Container whose network it is in. */
  readonly joined: string | undefined;
}

/** Folder of one invoker's containers of all its lives, a folder per life. */
export function invokerFolder({ stateFolder, instance, invoker }: DockerSettings): string {
  return join(stateFolder, `${instance}-${invoker}`);
}

const REMOVALS_AT_A_TIME = 4;
const GIVEN_UP = AbortSignal.abort();

/** What earlier lives of an invoker left at the daemon, known by its labels. */
export class Leftovers {
  readonly #daemon: Daemon;
  readonly #settings: DockerSettings;
  /** Ids that are not to be removed. */
  readonly #kept = new Set<string>();

  constructor(daemon: Daemon, settings: DockerSettings) {
    this.#daemon = daemon;
    this.#settings = settings;
  }

  async survivors(): Promise<Survivor[]> {
    const all = await this.#ofEarlierLives();
    return all
      .filter(({ Labels, State }) => Labels['whisker.role'] === 'action' && ['running', 'paused'].includes(State))
      .map((info) => this.#survivor(info));
  }

  /** It is in service again. */
  keep({ dockerId, joined }: Survivor): void {
    this.#kept.add(dockerId);
    if (joined !== undefined) this.#kept.add(joined);
  }

  /** Removes all that are not kept. @throws DaemonError if the daemon is away */
  async remove(): Promise<void> {
    const all = await this.#ofEarlierLives();
    const waiting = all.filter(({ Id }) => !this.#kept.has(Id));
    const workers = Array.from({ length: REMOVALS_AT_A_TIME }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        await removeContainer(this.#daemon, next.Id, GIVEN_UP);
    });
    await Promise.all(workers);
    await this.#removeFolders(
      all.filter(({ Id }) => this.#kept.has(Id)).map(({ Labels }) => Labels['whisker.boot'] ?? ''),
    );
  }

  async #ofEarlierLives(): Promise<ContainerInfo[]> {
    const filters = { label: ownerFilter(this.#settings) };
    const all = await this.#daemon.call('list its containers', (options) =>
      this.#daemon.docker.listContainers({ all: true, filters, ...options }),
    );
    return all.filter(({ Labels }) => Labels['whisker.boot'] !== this.#settings.bootId);
  }

  #survivor({ Id, Names, Labels, State, HostConfig }: ContainerInfo): Survivor {
    const { instance, invoker } = this.#settings;
    const name = (Names[0] ?? '').slice(1);
    const [id = '', ...action] = name.slice(`${instance}-${invoker}-`.length).split('-');
    return {
      id,
      dockerId: Id,
      name,
      spec: specOf(Labels),
      bootId: Labels['whisker.boot'] ?? '',
      paused: State === 'paused',
      action: action.length > 0 ? action.join('-') : undefined,
      socketFolder: Labels['whisker.socket-path'] ?? '',
      joined: /^container:(.+)$/.exec(HostConfig.NetworkMode)?.[1],
    };
  }

  /** Sockets of containers that are gone. */
  async #removeFolders(bootIdsKept: readonly string[]): Promise<void> {
    const kept = new Set([this.#settings.bootId, ...bootIdsKept]);
    const folder = invokerFolder(this.#settings);
    for (const name of await readdir(folder)) {
      if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}
