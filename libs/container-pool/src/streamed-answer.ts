import type { Writable } from 'node:stream';
import type { CallOptions } from './container';

/** A run that takes a stream for an answer. `timeout` covers the whole of it; `maxBytes` counts if there is no stream. */
export interface StreamingCall extends CallOptions {
  /** Largest body that is passed on, bytes. */
  readonly maxStreamBytes: number;
  /**
   * Called once, when the runtime begins to stream.
   * @param head what it told before the body, JSON text
   * @returns where the body goes; a rejection counts as a receiver that gave up
   */
  readonly open: (head: string) => Promise<Writable>;
}

/** How a stream ended. Whatever it was but `complete`, the receiver was told that the body is not. */
export type StreamEnd =
  | { readonly type: 'complete' }
  /** The action failed after it had begun; `error` says how. */
  | { readonly type: 'failed'; readonly error: string }
  /** The receiver gave up. The runtime was told, but may not have heard it. */
  | { readonly type: 'abandoned' }
  /** More than `maxStreamBytes`. The runtime was told, as above. */
  | { readonly type: 'too-large' }
  /** More than `timeout`. */
  | { readonly type: 'timed-out' }
  | { readonly type: 'disconnected'; readonly outOfMemory: boolean };

/** A runtime answered a run with a stream. */
export interface StreamedAnswer {
  readonly type: 'streamed';
  /** JSON text. */
  readonly head: string;
  /** Bytes of the body that were passed on. */
  readonly bytes: number;
  readonly ms: number;
  readonly end: StreamEnd;
}
