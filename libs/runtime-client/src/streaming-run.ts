import { performance } from 'node:perf_hooks';
import type { Readable, Writable } from 'node:stream';
import type { CallOptions, StreamEnd, StreamedAnswer, StreamingCall } from '@whisker/container-pool';
import { Client, type Dispatcher } from 'undici';
import type { Reply } from './exchange';
import { readHead } from './head-line';
import { beginning } from './log-lines';
import { destinationOf, type RuntimeAddress } from './runtime-address';

/** A streamed answer, before it is known why a connection ended. */
export interface StreamedReply extends Omit<StreamedAnswer, 'end'> {
  readonly end: Exclude<StreamEnd, { readonly type: 'disconnected' }> | { readonly type: 'disconnected' };
}

/** `Content-Type` of a streamed answer (docker/runtimes/README.md). */
const STREAM_TYPE = 'application/vnd.whisker.stream';
const ERROR_TRAILER = 'x-whisker-stream-error';
const HEADERS = ['content-type', 'application/json', 'accept', `${STREAM_TYPE}, application/json`];

type Answer = Dispatcher.ResponseData;

/**
 * Sends a /run that takes a stream for an answer, over a connection of its own: to give it up tells the runtime so, and
 * disturbs no other call.
 */
export async function runStreaming(
  address: RuntimeAddress,
  body: string,
  call: StreamingCall,
): Promise<Reply | StreamedReply> {
  const time = new TimeLimit(call.timeout);
  const { origin, connect } = destinationOf(address);
  const client = new Client(origin, { connect, headersTimeout: 0, bodyTimeout: 0 });
  try {
    const { signal } = time;
    const answer = await client.request({ path: '/run', method: 'POST', headers: HEADERS, body, signal });
    // Whoever reads is told; what fails after that is of no interest, but nobody listening would end the process.
    answer.body.on('error', () => undefined);
    if (answer.headers['content-type'] === STREAM_TYPE) return await passOn(answer, call, time);
    return await gather(answer, call, time);
  } catch {
    return time.over
      ? { type: 'timed-out', ms: time.elapsed }
      : { type: 'disconnected', refused: false, ms: time.elapsed };
  } finally {
    time.clear();
    void client.destroy().catch(() => undefined);
  }
}

/** What a whole call may take. */
class TimeLimit {
  readonly #abort = new AbortController();
  readonly #start = performance.now();
  readonly #timer: NodeJS.Timeout;

  /** @param timeout ms */
  constructor(timeout: number) {
    this.#timer = setTimeout(() => this.#abort.abort(), Math.max(0, timeout));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get over(): boolean {
    return this.signal.aborted;
  }

  get elapsed(): number {
    return performance.now() - this.#start;
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

/** An answer that is no stream, within the limits of any. */
async function gather(
  { statusCode: status, headers, body }: Answer,
  call: CallOptions,
  time: TimeLimit,
): Promise<Reply> {
  const parts: Buffer[] = [];
  let read = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    parts.push(part);
    read += part.length;
    if (read > call.maxBytes) break;
  }
  const bytes = Buffer.concat(parts);
  const ms = time.elapsed;
  if (read > call.maxBytes) {
    const size = Math.max(read, Number(headers['content-length'] ?? 0));
    return { type: 'too-large', status, body: beginning(bytes, call.truncation), size, ms };
  }
  if (read === 0) return { type: 'disconnected', refused: false, ms };
  return { type: 'answered', status, body: bytes.toString(), size: read, ms };
}

async function passOn({ body, trailers }: Answer, call: StreamingCall, time: TimeLimit): Promise<StreamedReply> {
  const { head, rest } = await readHead(body);
  const told = (bytes: number, end: StreamedReply['end']): StreamedReply => ({
    type: 'streamed',
    head,
    bytes,
    ms: time.elapsed,
    end,
  });
  const sink = await call.open(head).catch(() => undefined);
  if (!sink) return told(0, { type: 'abandoned' });
  const passage = new Passage(sink, { body, time, maxBytes: call.maxStreamBytes });
  const end = await passage.run(rest);
  const error = end.type === 'complete' ? readError(trailers) : undefined;
  const final = error === undefined ? end : ({ type: 'failed', error } as const);
  if (final.type === 'complete') sink.end();
  else sink.destroy(new Error(`the stream ended: ${final.type}`));
  return told(passage.bytes, final);
}

interface PassageParts {
  readonly body: Readable;
  readonly time: TimeLimit;
  readonly maxBytes: number;
}

/** Hands on a body as fast as its receiver takes it. */
class Passage {
  bytes = 0;
  readonly #sink: Writable;
  readonly #parts: PassageParts;

  constructor(sink: Writable, parts: PassageParts) {
    this.#sink = sink;
    this.#parts = parts;
    const { body, time } = parts;
    // Whoever waits, for the runtime or for the receiver, is to notice the end of the other one.
    sink.on('error', () => undefined).once('close', () => body.destroy());
    time.signal.addEventListener('abort', () => sink.destroy());
  }

  /** @param first the beginning of the body. @returns how it ended; the sink is still open if it can be */
  async run(first: Buffer): Promise<StreamedReply['end']> {
    const { time, maxBytes } = this.#parts;
    try {
      for await (const chunk of this.#chunks(first)) {
        if (this.bytes + chunk.length > maxBytes) return { type: 'too-large' };
        await this.#pass(chunk);
      }
    } catch {
      if (!this.#sink.destroyed) return { type: 'disconnected' };
    }
    if (time.over) return { type: 'timed-out' };
    return this.#sink.destroyed ? { type: 'abandoned' } : { type: 'complete' };
  }

  async *#chunks(first: Buffer): AsyncGenerator<Buffer> {
    yield first;
    yield* this.#parts.body as AsyncIterable<Buffer>;
  }

  async #pass(chunk: Buffer): Promise<void> {
    if (chunk.length === 0 || this.#sink.destroyed) return;
    this.bytes += chunk.length;
    if (this.#sink.write(chunk)) return;
    await new Promise<void>((resolve) => {
      const settle = () => {
        this.#sink.off('drain', settle).off('close', settle);
        resolve();
      };
      this.#sink.on('drain', settle).on('close', settle);
    });
  }
}

/** How the action failed after it had begun, if it did. */
function readError(trailers: Readonly<Record<string, string>>): string | undefined {
  const line = trailers[ERROR_TRAILER];
  if (line === undefined) return undefined;
  try {
    return String(JSON.parse(line));
  } catch {
    return line;
  }
}
