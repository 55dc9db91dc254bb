import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { ContainerFolder } from './folders';

/** Open log files of a container. */
export interface LogFiles {
  /** The platform's side: reads and truncates. */
  readonly stdout: number;
  readonly stderr: number;
  /** The container's side: appends only. To be closed once the container has its own copies. */
  readonly childStdout: number;
  readonly childStderr: number;
}

const PRIVATE = 0o600;
/** Linux only; Node does not name it. */
const O_PATH = 0o10000000;

/** Makes the log files of a container. */
export function openLogs({ stdout, stderr }: ContainerFolder): LogFiles {
  return {
    stdout: openSync(stdout, 'w+', PRIVATE),
    stderr: openSync(stderr, 'w+', PRIVATE),
    childStdout: openSync(stdout, 'a'),
    childStderr: openSync(stderr, 'a'),
  };
}

/** End of a file as text. */
export function fileTail(fd: number, bytes: number): string {
  const { size } = fstatSync(fd);
  const tail = Buffer.alloc(Math.min(size, bytes));
  const read = readSync(fd, tail, 0, tail.length, size - tail.length);
  return tail.toString('utf8', 0, read);
}

/** A way to a socket. */
export interface PinnedSocket {
  /** To connect to. */
  readonly path: string;
  close(): void;
}

/**
 * Holds on to the socket file itself. An action can replace the file, by a link to some socket of the host for
 * instance; connecting to the pinned one always reaches the proxy that was started. The path is short besides.
 * @throws Error if it is not a socket
 */
export function pinSocket(path: string): PinnedSocket {
  if (process.platform !== 'linux') return { path, close: () => undefined };
  const fd = openSync(path, O_PATH | constants.O_NOFOLLOW);
  if (!fstatSync(fd).isSocket()) {
    closeSync(fd);
    throw new Error(`${path} is not a socket`);
  }
  return { path: `/proc/self/fd/${fd}`, close: () => closeSync(fd) };
}
