/** Where text goes: a stream of the process, or a test's buffer. */
export interface TextSink {
  write(text: string): unknown;
  /** Whether a person watches who sees a line change. Default false. */
  readonly isTerminal?: boolean;
}

/** A file below a folder. */
export interface FolderEntry {
  /** Relative to the folder, with `/` on every system. */
  readonly path: string;
  readonly isExecutable: boolean;
}

/** The few file operations the command needs. Paths are absolute. */
export interface FileSystem {
  /** The whole content; rejects as `node:fs` does. */
  read(path: string): Promise<Buffer>;
  /** All files below a folder, in the order of their paths, links followed; nothing where `path` is no folder. */
  list(path: string): Promise<readonly FolderEntry[] | undefined>;
  /** Writes or replaces a file that only its owner may read. */
  writePrivate(path: string, content: string): Promise<void>;
  /** Writes a new file, with the folders on the way to it; rejects with `EEXIST` when there is one already. */
  writeNew(path: string, content: string | Uint8Array): Promise<void>;
}

/** Everything `wsk` takes from the process it runs in, so that a test can run it without one. */
export interface Surroundings {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths of the command line start here. */
  readonly cwd: string;
  /** Folder of `.wskprops`. */
  readonly home: string;
  readonly files: FileSystem;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A whole number in 0 (included) to `bound` (excluded) that nobody can guess. */
  randomInteger(bound: number): number;
  /** Standard input to its end; where it is a terminal one line, asked for by `question` and not shown. */
  readSecret(question: string): Promise<Buffer>;
  /** Resolves after `ms` milliseconds, or as soon as `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `listener` at Ctrl-C instead of ending the process; the answer takes the listener away again. */
  onInterrupt(listener: () => void): () => void;
}
