import { chownSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTime } from './process-tree';

/** A socket's path has at most 107 bytes. */
const MAX_SOCKET_PATH = 107;
/** Room for the name of a container. */
const LONGEST_ID = 40;
const PRIVATE = 0o700;
const PASSABLE = 0o711;

/** File in a run folder that names its folder of sockets, if that is elsewhere. */
export const SOCKETS_FILE = 'sockets';
/** File in a container's folder that tells which process it is; see leftovers.ts. */
export const RECORD_FILE = 'process.json';

/** Files of one container, on the host. */
export interface ContainerFolder {
  readonly id: string;
  readonly path: string;
  /** Home and working directory. */
  readonly scratch: string;
  readonly temporary: string;
  /** `/dev/shm` of a sandbox: on disk, so that it takes no memory unseen. */
  readonly shared: string;
  readonly socketFolder: string;
  readonly socket: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly record: string;
}

let runs = 0;

/**
 * Files of one driver: `<state>/containers/<pid>-<start time>-<n>/<container>`. The name tells whether the process that
 * made it still lives, so that several may share a state folder and leftovers are known for what they are.
 */
export class RunFolder {
  private constructor(
    readonly path: string,
    private readonly sockets: string | undefined,
  ) {}

  /** @param outsidePath the containers bind their socket by its path on the host, which must not be long */
  static open(stateFolder: string, outsidePath: boolean): RunFolder {
    const path = join(containersFolder(stateFolder), `${process.pid}-${startTime(process.pid) ?? ''}-${runs++}`);
    mkdirSync(path, { recursive: true, mode: PRIVATE });
    const deep = Buffer.byteLength(path) + LONGEST_ID + '/socket/s'.length > MAX_SOCKET_PATH;
    const sockets = outsidePath && deep ? mkdtempSync(join(tmpdir(), 'whisker-')) : undefined;
    if (sockets !== undefined) writeFileSync(join(path, SOCKETS_FILE), sockets);
    return new RunFolder(path, sockets);
  }

  /**
   * @param options `owner`: user to whom the folders of the action itself are given; `modules`: a `node_modules` folder
   * that Node finds above them
   */
  make(id: string, { owner, modules }: { owner?: number | undefined; modules?: string | undefined }): ContainerFolder {
    const path = join(this.path, id);
    const socketFolder = this.sockets === undefined ? join(path, 'socket') : join(this.sockets, id);
    const folder: ContainerFolder = {
      id,
      path,
      scratch: join(path, 'scratch'),
      temporary: join(path, 'tmp'),
      shared: join(path, 'shm'),
      socketFolder,
      socket: join(socketFolder, 's'),
      stdout: join(path, 'stdout.log'),
      stderr: join(path, 'stderr.log'),
      record: join(path, RECORD_FILE),
    };
    mkdirSync(path, PRIVATE);
    if (modules !== undefined) symlinkSync(modules, join(path, 'node_modules'));
    for (const made of [folder.scratch, folder.temporary, folder.shared, socketFolder]) {
      // Within the private folder no one else comes here; bwrap, once it gave up its rights, has to.
      mkdirSync(made, owner === undefined ? PRIVATE : PASSABLE);
      if (owner !== undefined) chownSync(made, owner, owner);
    }
    return folder;
  }

  /** Removes all of it. */
  async remove(): Promise<void> {
    await removeFolder(this.path);
    if (this.sockets !== undefined) await removeFolder(this.sockets);
  }
}

/** Folder of all runs. */
export function containersFolder(stateFolder: string): string {
  return join(stateFolder, 'containers');
}

/** Removes a folder with all in it. What cannot be removed now is tried again by the next `cleanUp`. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}
