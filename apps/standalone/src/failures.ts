import { AdministrationRefusal } from '@whisker/administration';
import { SettingError } from './config';

interface SystemFailure {
  readonly code?: string;
  readonly port?: number;
  readonly address?: string;
  readonly message: string;
}

const explanations: Readonly<Record<string, (failure: SystemFailure) => string>> = {
  EADDRINUSE: ({ port }) =>
    `port ${port} is in use. Stop what uses it, or choose another with --port (0 picks a free one).`,
  EACCES: ({ port, message }) =>
    port === undefined ? message : `port ${port} may not be used by this user. Choose one above 1023 with --port.`,
  EADDRNOTAVAIL: ({ address }) => `this machine has no address '${address}'. Choose another with --host.`,
  ENOTFOUND: ({ message }) => `the address is unknown (${message}). Choose another with --host.`,
};

/** What to tell a user whose command failed. */
export function explain(error: unknown): string {
  const failure = error as SystemFailure;
  return explanations[failure.code ?? '']?.(failure) ?? failure.message ?? String(error);
}

/** 2: what was given cannot be used; 1: it could not be done. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof SettingError || (error instanceof AdministrationRefusal && error.reason === 'invalid')
    ? 2
    : 1;
}
