import { watch } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RuntimeAddress } from '@whisker/runtime-client';

/** Until its proxy listens a container may write into the folder, whoever it runs as. */
const OPEN = 0o1733;
/** After that it may not: what it wrote there would be bounded by nothing. */
const CLOSED = 0o711;
const PRIVATE = 0o700;
const FIRST_LOOK_MS = 2;
const LONGEST_LOOK_MS = 50;
const CONNECT_WITHIN_MS = 1000;

/** The folder of the host in which a container's proxy makes its socket. */
export class SocketFolder {
  readonly socket: string;

  private constructor(readonly path: string) {
    this.socket = join(path, 's');
  }

  /** @param run folder of this driver's containers, which no one else enters */
  static async make(run: string, id: string): Promise<SocketFolder> {
    await mkdir(run, { recursive: true, mode: PRIVATE });
    const path = join(run, id);
    await mkdir(path);
    await chmod(path, OPEN);
    return new SocketFolder(path);
  }

  /** One that is there. */
  static at(path: string): SocketFolder {
    return new SocketFolder(path);
  }

  /** Nothing else is to be made in it. */
  async lock(): Promise<void> {
    await chmod(this.path, CLOSED);
  }

  /** Never rejects. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Resolves when something accepts connections there, with false when the signal is given first. */
export async function listens(address: RuntimeAddress, signal: AbortSignal): Promise<boolean> {
  const news = new News(address);
  try {
    for (let pause = FIRST_LOOK_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_LOOK_MS)) {
      if (await accepts(address)) return true;
      await Promise.race([news.next(), wait(pause, undefined, { signal }).catch(() => undefined)]);
    }
    return false;
  } finally {
    news.close();
  }
}

/** Changes in the folder of a socket, so that it is noticed as soon as it is made. */
class News {
  readonly #watcher: ReturnType<typeof watch> | undefined;
  #tell: () => void = () => undefined;

  constructor(address: RuntimeAddress) {
    if (!('socketPath' in address)) return;
    // Where it cannot be watched it is looked at from time to time.
    this.#watcher = watch(join(address.socketPath, '..'), () => this.#tell()).on('error', () => undefined);
  }

  next(): Promise<void> {
    return new Promise((resolve) => (this.#tell = resolve));
  }

  close(): void {
    this.#watcher?.close();
  }
}

function accepts(address: RuntimeAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect('socketPath' in address ? { path: address.socketPath } : address);
    const tell = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => tell(true)).once('error', () => tell(false));
    socket.setTimeout(CONNECT_WITHIN_MS, () => tell(false));
  });
}
