/** A request that is refused: the rows that say so, what it is, itself, and its answer. */
export type RefusedRow = readonly [
  rows: string,
  title: string,
  request: readonly [method: string, path: string, body?: unknown],
  status: number,
  /** The text, or what it has to match. */
  error: string | RegExp,
  headers?: Readonly<Record<string, string>>,
];

/** A row as an object, for titles of tests. */
export interface RefusedRequest {
  readonly rows: string;
  readonly title: string;
  readonly request: RefusedRow[2];
  readonly status: number;
  readonly error: string | RegExp;
  readonly headers: Readonly<Record<string, string>>;
}

/** The rows as objects. */
export const requestsIn = (rows: readonly RefusedRow[]): RefusedRequest[] =>
  rows.map(([ids, title, request, status, error, headers = {}]) => ({
    rows: ids,
    title,
    request,
    status,
    error,
    headers,
  }));

/** `M` of errors.md. */
export const M = 'The request content was malformed:\n';

/** `Q` of errors.md. */
export const Q = (name: string): string => `The query parameter '${name}' was malformed:\n`;

const CODE = 'function main(args) { return args }';

/** An exec that can be run. */
export const nodejs = { kind: 'nodejs:default', code: CODE };

export const exec = (members: object) => ({ exec: members });

export const limited = (limits: object) => ({ exec: nodejs, limits });

export const sequence = (...components: unknown[]) => exec({ kind: 'sequence', components });

export const put = (body: unknown, path = '/actions/new'): RefusedRow[2] => ['PUT', path, body];

/** Bytes that payloads, parameters and annotations may have. */
export const MB = 1024 * 1024;

export const LARGE = 'x'.repeat(MB + 1);
