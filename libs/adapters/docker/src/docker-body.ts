import { setTimeout as wait } from 'node:timers/promises';
import type { ContainerBody, ContainerEnd } from '@whisker/runtime-client';
import type { AttachedOutput } from './attached-output';
import { Backoff } from './backoff';
import type { Death } from './container-watch';
import { DaemonError, type Daemon } from './daemon';

export interface DockerBodyParts {
  readonly daemon: Daemon;
  /** By which the daemon knows it: its id never changes. */
  readonly id: string;
  readonly output: AttachedOutput;
  readonly death: Promise<Death>;
  /** Given when the driver closes: removals are not waited for any longer. */
  readonly closing: AbortSignal;
}

/** Told by the kernel. */
const SIGKILL_CODE = 128 + 9;
/** What is written last may arrive after the news of the end, ms. */
const OUTPUT_WITHIN_MS = 1000;
const CONFLICT = 409;

/** A container of the daemon, as the body of an action container. */
export class DockerBody implements ContainerBody {
  readonly exit: Promise<ContainerEnd>;
  readonly #parts: DockerBodyParts;

  constructor(parts: DockerBodyParts) {
    this.#parts = parts;
    this.exit = parts.death.then((death) => this.#explain(death));
  }

  async freeze(frozen: boolean): Promise<void> {
    const { daemon } = this.#parts;
    const container = daemon.docker.getContainer(this.#parts.id);
    try {
      if (frozen) await daemon.call('pause a container', (options) => container.pause(options));
      else await daemon.call('resume a container', (options) => container.unpause(options));
    } catch (error) {
      if ((await this.#isPaused()) === frozen) return;
      // A pause that was given up may still happen; this container is to run.
      if (frozen)
        await daemon.call('resume a container', (options) => container.unpause(options)).catch(() => undefined);
      throw error;
    }
  }

  /** Tried for as long as it takes: what is not removed takes memory. */
  async kill(): Promise<void> {
    const { daemon, id, closing } = this.#parts;
    await removeContainer(daemon, id, closing);
  }

  async #isPaused(): Promise<boolean | undefined> {
    const { daemon, id } = this.#parts;
    const found = await daemon
      .find('look at a container', (options) => daemon.docker.getContainer(id).inspect(options))
      .catch(() => undefined);
    return found?.State.Paused;
  }

  async #explain({ exitCode }: Death): Promise<ContainerEnd> {
    const { daemon, id, output } = this.#parts;
    const look = daemon
      .find('look at a container', (options) => daemon.docker.getContainer(id).inspect(options))
      .catch(() => undefined);
    const [found] = await Promise.all([
      look,
      Promise.race([output.ended, wait(OUTPUT_WITHIN_MS, undefined, { ref: false })]),
    ]);
    const code = exitCode ?? found?.State.ExitCode ?? 0;
    if (code === SIGKILL_CODE) return { outOfMemory: found?.State.OOMKilled ?? false };
    return { outOfMemory: code > 128 && output.stderr.tail.includes('heap out of memory') };
  }
}

/** Resolves when it is gone, or the signal was given and one more attempt made; never rejects. */
export async function removeContainer(daemon: Daemon, name: string, closing: AbortSignal): Promise<void> {
  const backoff = new Backoff();
  for (;;) {
    const last = closing.aborted;
    try {
      const container = daemon.docker.getContainer(name);
      await daemon.find('remove a container', (options) => container.remove({ force: true, v: true, ...options }));
      return;
    } catch (error) {
      // Another removal of it is under way; it is asked for until it is gone.
      if (last && !(error instanceof DaemonError && error.status === CONFLICT)) return;
    }
    await backoff.pause(AbortSignal.timeout(5000));
  }
}
