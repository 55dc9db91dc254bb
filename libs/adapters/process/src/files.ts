import { fstatSync, openSync, readSync } from 'node:fs';
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
