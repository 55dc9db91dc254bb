import type { ProcessExit } from './action-process';
import type { Cgroup } from './cgroup';
import { fileTail } from './files';
import type { MemoryWatch } from './memory-watch';

/** What tells why a process ended. */
export interface Evidence {
  readonly exit: ProcessExit | undefined;
  readonly cgroup: Cgroup | undefined;
  readonly watch: MemoryWatch | undefined;
  /** Its standard error file. */
  readonly stderr: number;
}

const SIGABRT_CODE = 128 + 6;
const SIGKILL_CODE = 128 + 9;
/** V8 says what happened, then prints a stack. */
const TAIL_BYTES = 32 * 1024;

/** Whether a process ended because its memory did: killed for it, or V8 gave up when its heap was full. */
export function ranOutOfMemory({ exit, cgroup, watch, stderr }: Evidence): boolean {
  if (watch?.exceeded) return true;
  if (!exit) return false;
  const killed = exit.signal === 'SIGKILL' || exit.code === SIGKILL_CODE;
  if (killed && cgroup?.ranOutOfMemory) return true;
  const aborted = exit.signal === 'SIGABRT' || exit.code === SIGABRT_CODE;
  // A sandbox may be killed while the runtime in it still aborts: then V8's words are all there is.
  return (aborted || killed) && fileTail(stderr, TAIL_BYTES).includes('heap out of memory');
}
