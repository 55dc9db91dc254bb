import { valueOf, type Action, type JsonValue } from '@whisker/entities';
import { createHash, timingSafeEqual } from 'node:crypto';

/** What the annotations of an action say about its use over the web (spec: web-actions section 3). */
export interface WebRules {
  /** It may be called at all. */
  readonly exported: boolean;
  /** It is given the query and the body as they are. */
  readonly raw: boolean;
  /** It answers OPTIONS and sets all CORS headers itself. */
  readonly customOptions: boolean;
  /** Its answer may be a stream; not in OpenWhisk. */
  readonly streams: boolean;
  /** Parameters a request must not name. */
  readonly finalParameters: readonly string[];
  /** Value of `require-whisk-auth`. */
  readonly auth: JsonValue | undefined;
}

/** Reads the annotations. Flags are set by the value true only; those of packages and bindings do not count. */
export function webRulesOf({ annotations, parameters }: Pick<Action, 'annotations' | 'parameters'>): WebRules {
  const isSet = (key: string) => valueOf(annotations, key) === true;
  return {
    exported: isSet('web-export'),
    raw: isSet('raw-http'),
    customOptions: isSet('web-custom-options'),
    streams: isSet('web-stream'),
    finalParameters: isSet('final') ? parameters.filter(({ value }) => value !== null).map(({ key }) => key) : [],
    auth: valueOf(annotations, 'require-whisk-auth'),
  };
}

/** What a request shows to be let in. */
export interface Shown {
  /** It came with valid credentials, whosoever they are. */
  readonly authenticated: boolean;
  /** Its `X-Require-Whisk-Auth`. */
  readonly secret: string | undefined;
}

/** True if a request satisfies `require-whisk-auth`; a value of no meaning is satisfied by none. */
export function satisfies(auth: WebRules['auth'], { authenticated, secret }: Shown): boolean {
  if (auth === undefined || auth === false) return true;
  if (auth === true) return authenticated;
  if (typeof auth !== 'string' && typeof auth !== 'number') return false;
  return secret !== undefined && isSame(secret, String(auth));
}

/** Takes the same time wherever the texts differ; digests, because their lengths must be equal for that. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
