import { usageFailure } from '../failure';

const VERBS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
const PARAMETER = /^\{([^/]+)\}$/;

/** A path as it must be typed. @throws a usage failure unless it begins with a slash */
export function requireSlash(path: string): string {
  if (!path.startsWith('/')) throw usageFailure(`'${path}' must begin with '/'.`);
  return path;
}

/** The verb in upper case. @throws a usage failure if an API cannot have it */
export function requireVerb(verb: string): string {
  const upper = verb.toUpperCase();
  if (!VERBS.includes(upper)) {
    throw usageFailure(`'${verb}' is not a valid API verb.  Valid values are: [${VERBS.join(' ')}]`);
  }
  return upper;
}

/** The names of the segments `{name}` of a path, each once. */
export function pathParameters(path: string): string[] {
  return [...new Set(path.split('/').flatMap((segment) => PARAMETER.exec(segment)?.[1] ?? []))];
}
