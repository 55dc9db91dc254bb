import { request, type Agent, type IncomingHttpHeaders } from 'node:http';

export interface RawRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const LONGEST_MS = 70_000;

/** Sends a request as it stands: no client mends what is wrong with it. @throws if no whole answer comes */
export function sendRaw(
  apihost: string,
  agent: Agent,
  { method, path, headers, body }: RawRequest,
): Promise<RawAnswer> {
  const { hostname: host, port } = new URL(apihost);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const options = { agent, host, port, method, path, headers: { ...headers, ...length }, timeout: LONGEST_MS };
    const outgoing = request(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      answer.once('error', reject);
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer within ${LONGEST_MS} ms`)));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
