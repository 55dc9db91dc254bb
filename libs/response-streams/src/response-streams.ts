import type { ActivationId, Json } from '@whisker/entities';
import type { Readable, Writable } from 'node:stream';

/** Where the stream of a run goes. */
export interface StreamAddress {
  /** The controller that sent the activation. */
  readonly controller: string;
  readonly activationId: ActivationId;
}

/** A stream as whoever waited for it gets it. */
export interface IncomingStream {
  readonly activationId: ActivationId;
  /** What the action told before its body: its result without `body`. */
  readonly head: Json;
  /**
   * It ends when the body is complete; if the sender gave up, it closes without an end, with or without an error.
   * Destroying it tells the sender to stop.
   */
  readonly body: Readable;
}

/** Nobody waits for the stream: the client went away, or had been told that the response is not ready. */
export class StreamNotExpected extends Error {
  constructor({ controller, activationId }: StreamAddress) {
    super(`controller ${controller} expects no stream of activation ${activationId}`);
    this.name = 'StreamNotExpected';
  }
}

/**
 * Port, the invoker's side. Contract suite: `responseStreamsContract` in `@whisker/testing`.
 *
 * It is made so that it can be a request from the invoker to an address of the controller: what `open` is given is known
 * before the body, and everything else is what a connection tells either end.
 */
export interface ResponseStreams {
  /**
   * Begins a stream. What is written arrives in order, with back-pressure: a reader that does not read stops the writer
   * after a bounded number of bytes. `end()` completes the body, `destroy()` breaks it off. If the reader gives up, the
   * writable is closed without having finished, with or without an error.
   * @throws StreamNotExpected; what the transport throws
   */
  open(address: StreamAddress, head: Json): Promise<Writable>;
}

/** Port, the controller's side. */
export interface ExpectedStreams {
  /**
   * Lets an invoker open the stream of an activation, once.
   * @param receive must not throw; has to read the body, or destroy it
   * @returns stops expecting it; a stream that was opened goes on
   */
  expect(activationId: ActivationId, receive: (stream: IncomingStream) => void): () => void;
}
