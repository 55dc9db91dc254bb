import type { RunningPlatform } from './platform';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- suites look into answers of many shapes
  readonly json: any;
}

/** `request`: the body (text is sent as it is, anything else as JSON), then further headers. */
export interface ApiClient {
  (
    method: string,
    path: string,
    ...request: [body?: unknown, headers?: Readonly<Record<string, string>>]
  ): Promise<ApiAnswer>;
}

/** A client of the REST API below `/api/v1/namespaces/_`; paths that begin with `//` start at the host. */
export function apiClient({ apihost, auth }: Pick<RunningPlatform, 'apihost' | 'auth'>): ApiClient {
  const authorization = `Basic ${Buffer.from(auth).toString('base64')}`;
  return async (method, path, ...[body, headers = {}]) => {
    const url = path.startsWith('//') ? apihost + path.slice(1) : `${apihost}/api/v1/namespaces/_${path}`;
    const answer = await fetch(url, {
      method,
      headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: readJson(text) };
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Asks again until `done`, at most for `withinMs`. @returns the last answer */
export async function until<T>(ask: () => Promise<T>, done: (value: T) => boolean, withinMs = 15_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (done(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`not reached within ${withinMs} ms; last: ${JSON.stringify(value)?.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
