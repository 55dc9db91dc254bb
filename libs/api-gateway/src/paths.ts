/** `$(request.path)`: where a target-url takes up the path of the call. */
export const REQUEST_PATH = '$(request.path)';

/** `v1` and its like, after `/api/`: versions of the platform's own API. */
const API_VERSION = /^v\d+$/;

const PARAMETER = /^\{([^{}]+)\}$/;

/** Whether what follows `/api/` is the platform's own, and can be no tenant. */
export function isApiVersion(segment: string): boolean {
  return API_VERSION.test(segment);
}

/** A base path as it is compared and shown in addresses: with a slash at its start and none at its end; `''` for `/`. */
export function normalizeBasePath(basePath: string): string {
  const inner = basePath.replace(/^\/+/, '').replace(/\/+$/, '');
  return inner === '' ? '' : `/${inner}`;
}

/** The name of a segment `{name}`; undefined for any other segment. */
export function parameterOf(segment: string): string | undefined {
  return PARAMETER.exec(segment)?.[1];
}

/** The names of the parameters of a path, in order. */
export function parametersOf(path: string): string[] {
  return path.split('/').flatMap((segment) => parameterOf(segment) ?? []);
}

/**
 * The segments of a path that begins with a slash, decoded where they can be. One slash at its end makes no difference;
 * the root has none.
 */
export function segmentsOf(path: string): string[] {
  const inner = path.replace(/\/$/, '').slice(1);
  return inner === '' ? [] : inner.split('/').map(decodeSegment);
}

/** Whether a path could be folded into another one on its way: whoever does so must not reach another target. */
export function hasDotSegments(path: string): boolean {
  if (path.includes('\\')) return true;
  return path.split(/\/|%2f|%5c/i).some((segment) => ['.', '..'].includes(segment.replace(/%2e/gi, '.')));
}

function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
