import { refuse } from './errors';

/** `major.minor.patch`, printed in canonical form. */
export type SemVer = string;

export const FIRST_VERSION: SemVer = '0.0.1';

const PART = /^\d+$/;

/**
 * Reads a version as the API takes it: missing parts are 0, parts after the third are ignored.
 * @throws versionMalformed for `0.0.0`, negative, empty or non-numeric parts, and anything but a string
 */
export function parseVersion(value: unknown): SemVer {
  if (typeof value !== 'string') throw refuse.versionMalformed();
  const parts = value.split('.').slice(0, 3);
  if (!parts.every((part) => PART.test(part))) throw refuse.versionMalformed();
  const [major = 0, minor = 0, patch = 0] = parts.map(Number);
  if (![major, minor, patch].every(Number.isSafeInteger)) throw refuse.versionMalformed();
  if (major + minor + patch === 0) throw refuse.versionMalformed();
  return `${major}.${minor}.${patch}`;
}

/** The version after an update that names none. */
export function nextVersion(version: SemVer): SemVer {
  const [major, minor, patch] = version.split('.');
  return `${major}.${minor}.${Number(patch) + 1}`;
}
