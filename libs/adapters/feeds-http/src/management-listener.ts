import { isJsonObject, type JsonObject } from '@whisker/entities';
import { FeedRefusal, produce, type FeedLog, type FeedProvider, type FeedVerb, type KafkaClient } from '@whisker/feeds';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Requests are small: parameters of a feed. Bytes. */
const MAX_BODY_BYTES = 1024 * 1024;
const VERBS: readonly string[] = ['post', 'get', 'put', 'delete'];

export interface ManagementOptions {
  readonly provider: Pick<FeedProvider, 'handle'>;
  readonly kafka: KafkaClient;
  /** Whoever shows it may do everything: the private web actions of the feeds know it. */
  readonly key: string;
  readonly log: FeedLog;
}

/**
 * The management API of a feed provider: `POST /feeds/<feed>` with the parameters of the feed, `method`, `triggerName`
 * and `authKey`; `POST /produce` with those of a message.
 */
export function createManagementListener(options: ManagementOptions): RequestListener {
  return (request, response) => {
    serve(request, options).then(
      (body) => answer(response, 200, body),
      (fault: unknown) => refuse(response, fault, options.log),
    );
  };
}

async function serve(request: IncomingMessage, { provider, kafka, key }: ManagementOptions): Promise<JsonObject> {
  if (!isSame(request.headers.authorization ?? '', `Bearer ${key}`)) throw new FeedRefusal('wrong key', 401);
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (request.method !== 'POST') throw new FeedRefusal('use POST', 405);
  const body = await readObject(request);
  if (path === '/produce') return produce(kafka, body);
  const [, feed] = /^\/feeds\/(\w+)$/.exec(path) ?? [];
  if (feed === undefined) throw new FeedRefusal(`there is nothing at ${path}`, 404);
  const { method, triggerName, authKey, ...parameters } = body;
  if (typeof method !== 'string' || !VERBS.includes(method)) throw new FeedRefusal('unsupported lifecycleEvent');
  if (typeof triggerName !== 'string') throw new FeedRefusal('no trigger name parameter was provided');
  if (typeof authKey !== 'string') throw new FeedRefusal('no authKey parameter was provided');
  return provider.handle(feed, { verb: method as FeedVerb, triggerName, auth: authKey, parameters });
}

async function readObject(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new FeedRefusal(`the parameters are larger than ${MAX_BODY_BYTES} bytes`, 413);
    chunks.push(chunk);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (isJsonObject(body)) return body;
  } catch {
    // Told below.
  }
  throw new FeedRefusal('the body is not a JSON object');
}

function refuse(response: ServerResponse, fault: unknown, log: FeedLog): void {
  if (fault instanceof FeedRefusal) return answer(response, fault.status, { error: fault.message });
  log('error', 'a request to the feed provider failed', {
    fault: fault instanceof Error ? fault.stack : String(fault),
  });
  answer(response, 500, { error: 'The feed provider failed.' });
}

function answer(response: ServerResponse, status: number, body: JsonObject): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** Takes the same time wherever the texts differ; digests, because their lengths must be equal for that. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
