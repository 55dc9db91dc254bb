import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** The line a runtime writes on each stream after an activation. */
export const SENTINEL = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';

/** Code as /init takes it. */
export interface ActionCode {
  /** Source text, or base64 if `binary`. */
  readonly code: string;
  /** Default `main`. */
  readonly main?: string;
  /** Default false. */
  readonly binary?: boolean;
}

/** The `value` of an /init request. */
export interface InitValue extends ActionCode {
  readonly env?: Readonly<Record<string, string>>;
}

/** The body of a /run request; every text but `value` becomes a variable `__OW_FIELD`. */
export interface RunBody {
  readonly value?: unknown;
  readonly [field: string]: unknown;
}

/** What a runtime answered. */
export interface RuntimeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body as it came. */
  readonly text: string;
  /** The body read as JSON; undefined if it is none. */
  readonly body: unknown;
}

/** Everything a runtime wrote since it was started. */
export interface RuntimeLogs {
  readonly stdout: string;
  readonly stderr: string;
}

/** One started, not yet initialised runtime: a child process, or a container. */
export interface RuntimeUnderTest {
  /** POST /init with `{name: "test", main: "main", binary: false, env: {}}` and what is given. */
  init(value: InitValue): Promise<RuntimeAnswer>;
  /** POST /run; rejects if the connection is closed without an answer. */
  run(body: RunBody): Promise<RuntimeAnswer>;
  /** POST /run that takes a stream for an answer: whatever is answered, its body not yet read. */
  stream(body: RunBody): Promise<IncomingMessage>;
  /** POST of a text as it is, to see how requests are refused. */
  post(path: string, text: string): Promise<RuntimeAnswer>;
  logs(): Promise<RuntimeLogs>;
  /** Ends the runtime and frees what it holds. */
  stop(): Promise<void>;
}
