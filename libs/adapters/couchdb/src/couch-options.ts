/** How a CouchDB is reached, and what is its own there. */
export interface CouchOptions {
  /** `http(s)://host:port[/path]`, without credentials. */
  readonly url: string;
  /** Of an administrator: databases of activation records are made and dropped as time goes. */
  readonly username?: string;
  readonly password?: string;
  /** Begins the names of all databases: small letters, digits, `_` and `-`, a letter first. Default `whisker_`. */
  readonly prefix?: string;
  /** Longest wait for an answer, ms. Default 15,000. */
  readonly requestTimeoutMs?: number;
  /** Connections at a time, at most. Default 32. */
  readonly connections?: number;
  /** Requests under way or waiting for a connection, at most; more are refused. Default 5,000. */
  readonly maxPending?: number;
  /** Told when requests begin to fail, and when they succeed again. Default: silent. */
  readonly log?: CouchLog;
}

/** Where is told what nobody waits for. */
export type CouchLog = (level: 'info' | 'warn' | 'error', message: string) => void;

/** {@link CouchOptions}, checked and complete. */
export interface CouchSettings extends Required<Omit<CouchOptions, 'username' | 'password'>> {
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** A setting of the CouchDB adapter cannot be used. */
export class CouchOptionError extends Error {
  /** @param option the name of the member of {@link CouchOptions} */
  constructor(
    readonly option: keyof CouchOptions,
    problem: string,
  ) {
    super(`CouchDB: the setting ${option} ${problem}`);
    this.name = 'CouchOptionError';
  }
}

const PREFIX = /^[a-z][a-z0-9_-]*$/;

/** @throws CouchOptionError naming the first setting that is wrong */
export function couchSettings({ username, password, ...options }: CouchOptions): CouchSettings {
  const settings = {
    ...{ prefix: 'whisker_', requestTimeoutMs: 15_000, connections: 32, maxPending: 5_000, log: () => undefined },
    ...options,
    url: checkedUrl(options.url),
  };
  if (!PREFIX.test(settings.prefix))
    throw new CouchOptionError('prefix', `must begin with a small letter and go on with those, digits, _ and -`);
  for (const option of ['requestTimeoutMs', 'connections', 'maxPending'] as const)
    if (!(settings[option] >= 1)) throw new CouchOptionError(option, 'must be a number of at least 1');
  if (username === undefined && password === undefined) return settings;
  if (!username) throw new CouchOptionError('username', 'is missing, but there is a password');
  if (password === undefined) throw new CouchOptionError('password', 'is missing, but there is a username');
  return { ...settings, credentials: { username, password } };
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CouchOptionError('url', 'must look like http://127.0.0.1:5984');
  if (url.username || url.password)
    throw new CouchOptionError('url', 'must hold no credentials: use username and password');
  return url.href.replace(/\/+$/, '');
}
