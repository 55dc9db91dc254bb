import { systemTimers, type Clock, type Timers } from '@whisker/entities';

export interface ConsulLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface ConsulOptions {
  /** The agent of this machine, `http://host:port` or `https://…`. */
  readonly url: string;
  /** ACL token. Default: none. */
  readonly token?: string;
  /** Certificates that https is checked against, PEM. Default: Node's. */
  readonly ca?: string;
  /** Longest wait for an answer, ms. Default 3000. */
  readonly timeoutMs?: number;
  /** Default: silent. */
  readonly log?: ConsulLog;
  /** Default: the system's. */
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** From 0 up to 1; spreads pauses. */
  readonly random?: () => number;
}

/** Options with their defaults. */
export type ConsulSettings = Required<Omit<ConsulOptions, 'token' | 'ca'>> & Pick<ConsulOptions, 'token' | 'ca'>;

/** @throws Error if the address is none */
export function consulSettings(options: ConsulOptions): ConsulSettings {
  const silent = { info: () => undefined, warn: () => undefined };
  const { protocol } = parse(options.url);
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error(notAnAddress(options.url));
  return {
    timeoutMs: 3000,
    log: silent,
    clock: Date.now,
    timers: systemTimers,
    random: Math.random,
    ...options,
  };
}

function parse(url: string): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new Error(notAnAddress(url), { cause });
  }
}

const notAnAddress = (url: string) => `the address of Consul must be like http://127.0.0.1:8500, not '${url}'`;
