import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';

/** File in a data folder. */
export const SOCKET_FILE = 'admin.sock';

/** A socket's path has at most 107 bytes. */
const MAX_SOCKET_PATH = 107;

/** How the socket of a data folder is reached. */
export interface SocketPlace {
  /** Short enough for the system; good until `close`. */
  readonly path: string;
  close(): void;
}

/**
 * The socket of a folder. Where its path is too long for one, Linux lets it be named by the open folder.
 * @throws ENOENT and its like if there is no such folder
 */
export function socketPlace(folder: string): SocketPlace {
  const path = join(folder, SOCKET_FILE);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return { path, close: () => undefined };
  const opened = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: `/proc/self/fd/${opened}/${SOCKET_FILE}`, close: () => closeSync(opened) };
}
