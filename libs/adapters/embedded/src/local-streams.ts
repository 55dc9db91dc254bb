import type { ActivationId, Json } from '@whisker/entities';
import {
  StreamNotExpected,
  type ExpectedStreams,
  type IncomingStream,
  type ResponseStreams,
  type StreamAddress,
} from '@whisker/response-streams';
import { PassThrough, type Writable } from 'node:stream';

/** Bytes on their way before a writer has to wait. */
const HIGH_WATER_BYTES = 64 * 1024;

/** Streams within one process: both ends are the two sides of one pipe. */
export class LocalStreams implements ResponseStreams, ExpectedStreams {
  readonly #expected = new Map<ActivationId, (stream: IncomingStream) => void>();

  expect(activationId: ActivationId, receive: (stream: IncomingStream) => void): () => void {
    this.#expected.set(activationId, receive);
    return () => void this.#expected.delete(activationId);
  }

  async open(address: StreamAddress, head: Json): Promise<Writable> {
    const { activationId } = address;
    const receive = this.#expected.get(activationId);
    if (!receive) throw new StreamNotExpected(address);
    this.#expected.delete(activationId);
    const pipe = new PassThrough({ highWaterMark: HIGH_WATER_BYTES });
    // Each side learns of the other's end by `close`; an error nobody listens to would end the process.
    pipe.on('error', () => undefined);
    receive({ activationId, head, body: pipe });
    return pipe;
  }
}
