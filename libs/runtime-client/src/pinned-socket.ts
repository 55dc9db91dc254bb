import { closeSync, constants, fstatSync, openSync } from 'node:fs';

/** Linux only; Node does not name it. */
const O_PATH = 0o10000000;

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
