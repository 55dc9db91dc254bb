import type { TargetPolicy } from './gateway-options';
import { refuse } from './gateway-refusal';
import { REQUEST_PATH } from './paths';

/** Where the calls of an operation go. */
export interface Target {
  /** `scheme://host[:port]` */
  readonly origin: string;
  /** Percent-encoded; without the placeholder. */
  readonly path: string;
  /** With its `?`; empty if there is none. */
  readonly search: string;
  /** Whether base path and path of the call follow the path; else only what follows the resource does. */
  readonly takesPath: boolean;
}

/** serverless-openwhisk writes `https://` before the API host it was given, also if that begins with `http://`. */
const DOUBLED_SCHEME = /^https?:\/\/(?=https?:\/\/)/i;

/**
 * Reads a target-url. One without a scheme is an http address.
 * @throws GatewayRefusal targetInvalid, targetForbidden
 */
export function readTarget(text: string, policy: TargetPolicy): Target {
  const takesPath = text.endsWith(REQUEST_PATH);
  const address = (takesPath ? text.slice(0, -REQUEST_PATH.length) : text).replace(DOUBLED_SCHEME, '');
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`);
  if (!url) throw refuse.targetInvalid(text);
  if (policy.hosts && !policy.hosts.includes(url.host)) throw refuse.targetForbidden(url.host);
  return {
    origin: policy.origin ?? url.origin,
    path: url.pathname.replace(/\/$/, ''),
    search: url.search,
    takesPath,
  };
}

function parse(address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isPlain = url.username === '' && url.password === '' && url.hash === '';
  return isPlain && ['http:', 'https:'].includes(url.protocol) && url.host !== '' ? url : undefined;
}
