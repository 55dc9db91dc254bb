import type { CallOptions, Container, RunFields, RuntimeAnswer, StreamedAnswer } from '@whisker/container-pool';
import { Json } from '@whisker/entities';
import type { ActivationMessage } from '@whisker/messages';
import type { ResponseStreams } from '@whisker/response-streams';
import type { Writable } from 'node:stream';
import { runArguments } from './run-request';

export interface StreamedRunsOptions {
  /** Absent: no run is streamed. */
  readonly streams?: ResponseStreams;
  /** Largest body that is streamed, bytes. */
  readonly maxStreamBytes: number;
}

/** One /run. */
export interface RunCall {
  readonly container: Container;
  readonly message: ActivationMessage;
  readonly fields: RunFields;
  readonly options: CallOptions;
}

/** Sends runs, and the streams they may answer with to the controllers that wait for them. */
export class StreamedRuns {
  readonly #options: StreamedRunsOptions;

  constructor(options: StreamedRunsOptions) {
    this.#options = options;
  }

  /** @throws ContainerError */
  send({ container, message, fields, options }: RunCall): Promise<RuntimeAnswer | StreamedAnswer> {
    const { streams, maxStreamBytes } = this.#options;
    const value = runArguments(message);
    if (message.stream !== true || !streams || !container.runStreaming) return container.run(value, fields, options);
    const { controller, activationId } = message;
    // Without a head in JSON there is nothing to tell whoever waits; the run is given up.
    const open = async (head: string): Promise<Writable> =>
      streams.open({ controller, activationId }, Json.parse(head));
    return container.runStreaming(value, fields, { ...options, maxStreamBytes, open });
  }
}
