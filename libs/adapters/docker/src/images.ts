import type { Readable } from 'node:stream';
import { ContainerError } from '@whisker/container-pool';
import { DaemonError, type Daemon } from './daemon';
import { KEEPS_LINE, LISTENS_ON_SOCKET } from './labels';
import type { DockerSettings } from './options';

/** An image that is there. */
export interface FoundImage {
  readonly id: string;
  /** Its proxy listens on a unix socket when told to. */
  readonly listensOnSocket: boolean;
  /** Its proxy lets runs stand in line when told to. */
  readonly keepsLine: boolean;
}

/** What was found is believed for so long, ms: a newer image under the same name is noticed after that. */
const BELIEVED_MS = 10_000;

type ImageSettings = Pick<DockerSettings, 'pull' | 'pullTimeout' | 'trustedImages'>;

/** Finds images, and pulls those that are to be pulled; one pull per image at a time. */
export class Images {
  readonly #daemon: Daemon;
  readonly #settings: ImageSettings;
  readonly #known = new Map<string, { readonly image: FoundImage; readonly until: number }>();
  readonly #pulls = new Map<string, Promise<void>>();

  constructor(daemon: Daemon, settings: ImageSettings) {
    this.#daemon = daemon;
    this.#settings = settings;
  }

  /** The image of a kind. @throws ContainerError */
  async ofPlatform(name: string): Promise<FoundImage> {
    const found = await this.#find(name);
    if (found) return found;
    if (this.#settings.pull === 'never') {
      throw new ContainerError(`The image ${name} is not there: build it (docker/runtimes) or let it be pulled.`);
    }
    await this.#pull(name);
    return (await this.#find(name)) ?? notThere(name, 'platform');
  }

  /** A user's image. @throws ContainerError, the user's fault if it cannot be had */
  async ofUser(name: string): Promise<FoundImage> {
    const { pull, trustedImages } = this.#settings;
    if (pull === 'latest' && isLatest(name) && !trustedImages.includes(name)) await this.#pullForUser(name);
    const found = await this.#find(name);
    if (found) return found;
    if (pull !== 'never') await this.#pullForUser(name);
    return (await this.#find(name)) ?? notThere(name, 'user');
  }

  /** What was known of it is not so. */
  forget(name: string): void {
    this.#known.delete(name);
  }

  async #find(name: string): Promise<FoundImage | undefined> {
    const known = this.#known.get(name);
    if (known && Date.now() < known.until) return known.image;
    const found = await this.#daemon.find(`look at the image ${name}`, () =>
      this.#daemon.docker.getImage(name).inspect(),
    );
    if (!found) return undefined;
    const labels = found.Config.Labels ?? {};
    const image = {
      id: found.Id,
      listensOnSocket: labels[LISTENS_ON_SOCKET] === 'true',
      keepsLine: labels[KEEPS_LINE] === 'true',
    };
    this.#known.set(name, { image, until: Date.now() + BELIEVED_MS });
    return image;
  }

  async #pullForUser(name: string): Promise<void> {
    try {
      await this.#pull(name);
    } catch (error) {
      // Not reached: the daemon's fault. Refused: the image is not to be had.
      if (error instanceof DaemonError && error.status === undefined) throw error;
      throw new ContainerError(`Failed to pull container image '${name}'.`, 'user', { cause: error });
    }
  }

  #pull(name: string): Promise<void> {
    const running = this.#pulls.get(name);
    if (running) return running;
    const pull = this.#pullNow(name).finally(() => this.#pulls.delete(name));
    this.#pulls.set(name, pull);
    return pull;
  }

  async #pullNow(name: string): Promise<void> {
    const { docker } = this.#daemon;
    const reference = isUntagged(name) ? `${name}:latest` : name;
    const follow = async (options: object) => {
      const stream = (await docker.pull(reference, options)) as Readable;
      // What fails on the way is told within the stream.
      await new Promise<void>((resolve, reject) => {
        docker.modem.followProgress(stream, (error: Error | null) => {
          if (error) reject(Object.assign(error, { statusCode: 500 }));
          else resolve();
        });
      });
    };
    await this.#daemon.call(`pull ${name}`, follow, this.#settings.pullTimeout);
    this.forget(name);
  }
}

function notThere(name: string, fault: 'user' | 'platform'): never {
  throw new ContainerError(`Failed to pull container image '${name}'.`, fault);
}

/** A port stands before the last slash, a tag after it. */
function isUntagged(name: string): boolean {
  return !name.includes('@') && !name.slice(name.lastIndexOf('/') + 1).includes(':');
}

function isLatest(name: string): boolean {
  return isUntagged(name) || name.endsWith(':latest');
}
