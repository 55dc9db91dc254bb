import type { Printer } from './printer';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What came back. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Hears of every request; what it returns hears of the answer, if there is one. */
export type WireLog = (request: WireRequest) => (answer: WireAnswer) => void;

/** All of `logs` as one. */
export function joinedWireLog(logs: readonly WireLog[]): WireLog {
  return (request) => {
    const listeners = logs.map((log) => log(request));
    return (answer) => listeners.forEach((listener) => listener(answer));
  };
}

/** What `--verbose` shows. The credentials are left out: such output ends up in tickets. */
export function verboseWireLog(out: Printer): WireLog {
  return ({ method, url, headers, body }) => {
    out.lines(['REQUEST:', `[${method}]\t${url}`, 'Req Headers', headerText(headers)]);
    if (body !== undefined) out.lines(['Req Body', body]);
    out.line();
    return (answer) => {
      out.lines([`RESPONSE: Got response with code ${answer.status}`, 'Resp Headers', headerText(answer.headers)]);
      out.lines([`Response body size is ${Buffer.byteLength(answer.text)} bytes`, 'Response body received:']);
      out.lines([answer.text, '']);
    };
  };
}

/** What `--debug` shows: one line at the start and at the end of every exchange, with the time it took. */
export function debugWireLog(err: Printer, now: () => number): WireLog {
  return ({ method, url }) => {
    const started = now();
    err.line(`[debug] ${method} ${url}`);
    return ({ status, text }) => {
      err.line(`[debug] ${status}, ${Buffer.byteLength(text)} bytes after ${now() - started} ms from ${url}`);
    };
  };
}

function headerText(headers: WireAnswer['headers']): string {
  const shown = Object.entries(headers).map(([name, value]) => {
    const values = [value ?? ''].flat();
    return [name, name.toLowerCase() === 'authorization' ? values.map(withoutSecret) : values];
  });
  return JSON.stringify(Object.fromEntries(shown), null, 2);
}

function withoutSecret(authorization: string): string {
  return `${authorization.split(' ')[0]} (hidden)`;
}
