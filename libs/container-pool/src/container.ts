import type { Json } from '@whisker/entities';
import type { StreamedAnswer, StreamingCall } from './streamed-answer';

/** What a container is made for. */
export interface ContainerSpec {
  /** Managed kind, or `blackbox`. */
  readonly kind: string;
  /** Blackbox only. */
  readonly image?: string;
  readonly memoryMb: number;
  /** Activations it may run at a time; above 1 the runtime is told to accept overlapping runs. */
  readonly concurrency: number;
}

/** One line an action wrote. */
export interface LogLine {
  /** Time of capture, epoch ms (fractions allowed). */
  readonly time: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Log output of one activation. */
export interface CollectedLogs {
  readonly lines: readonly LogLine[];
  /** Bytes were cut because of the limit. */
  readonly truncated: boolean;
  /** The end mark did not come in time: lines may be missing. */
  readonly incomplete: boolean;
}

/**
 * What a runtime answered to /init or /run. An answer is a result, even a bad one; only a platform that cannot do its
 * work throws (ContainerError).
 */
export type RuntimeAnswer =
  | {
      readonly type: 'answered';
      readonly status: number;
      readonly body: string;
      readonly size: number;
      readonly ms: number;
    }
  /** The body was over `maxBytes`; `body` is its beginning. */
  | {
      readonly type: 'too-large';
      readonly status: number;
      readonly body: string;
      readonly size: number;
      readonly ms: number;
    }
  /** No answer within the time limit. */
  | { readonly type: 'timed-out'; readonly ms: number }
  /** The connection ended or the answer was empty. */
  | { readonly type: 'disconnected'; readonly ms: number; readonly outOfMemory: boolean }
  /** A run in the container's own line that was taken back or lost before its turn: the action did not begin. */
  | { readonly type: 'not-run'; readonly ms: number };

export interface CallOptions {
  /** ms */
  readonly timeout: number;
  /** Largest body taken, bytes. */
  readonly maxBytes: number;
  /** Bytes kept of a larger one. */
  readonly truncation: number;
}

export interface InitRequest {
  readonly name: string;
  readonly main: string;
  readonly code: string | undefined;
  readonly binary: boolean;
  readonly env: Readonly<Record<string, string>>;
}

/** Fields of a /run besides `value`; all text. */
export type RunFields = Readonly<Record<string, string>>;

/**
 * Port: one action container, reached over the runtime contract.
 * The pool never calls two of `pause`, `resume`, `destroy` at a time, no run while paused, and no more runs at a time
 * than `spec.concurrency` and what `lineRoom` allows beyond.
 */
export interface Container {
  readonly id: string;
  readonly spec: ContainerSpec;
  /**
   * Runs it takes now into its own line, behind those in progress; absent: it has no line. Their limits and times count
   * from their turn. It takes them back (`not-run`) if their turn does not come soon.
   */
  readonly lineRoom?: number;
  init(request: InitRequest, options: CallOptions): Promise<RuntimeAnswer>;
  run(value: Json, fields: RunFields, options: CallOptions): Promise<RuntimeAnswer>;
  /**
   * A run whose answer may be a stream; a runtime that has none to give answers as ever. Absent: containers of this
   * driver cannot pass streams on.
   */
  runStreaming?(value: Json, fields: RunFields, call: StreamingCall): Promise<RuntimeAnswer | StreamedAnswer>;
  /**
   * Output since the last collection up to the end mark of one activation.
   * With `waitForMark` false (the function failed), what is there.
   */
  collectLogs(options: { readonly limitBytes: number; readonly waitForMark: boolean }): Promise<CollectedLogs>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends it with all its descendants. Resolves when it is gone; never rejects. */
  destroy(): Promise<void>;
  /** Resolves when the container ended by itself. */
  readonly exited: Promise<{ readonly outOfMemory: boolean }>;
}

/** The platform could not do its work with a container. */
export class ContainerError extends Error {
  /** Whose fault: an unusable image is the user's, a daemon that does not answer the platform's. */
  readonly fault: 'user' | 'platform';

  constructor(message: string, fault: 'user' | 'platform' = 'platform', options?: ErrorOptions) {
    super(message, options);
    this.name = 'ContainerError';
    this.fault = fault;
  }
}

/** Port: makes containers. Contract suite: `containerDriverContract` in `@whisker/testing`. */
export interface ContainerDriver {
  /** Kinds it can run here, `blackbox` among them if it can run images. */
  readonly kinds: readonly string[];
  /** A container that accepts /init. @throws ContainerError */
  create(spec: ContainerSpec): Promise<Container>;
  /** Removes what an earlier process of this invoker left behind. Whoever made the driver calls it once, before the first `create`. */
  cleanUp(): Promise<void>;
  close(): Promise<void>;
}
