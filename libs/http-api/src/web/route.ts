import { DEFAULT_PACKAGE, isEntityName, qualifiedName, type QualifiedName } from '@whisker/entities';
import { decodeSegment } from '../paths';

/** How the result of a web action becomes a response. */
export type Extension = 'http' | 'json' | 'html' | 'svg' | 'text';

/** What the path of a web request names. */
export interface WebRoute {
  /** As named by the path; the package may be a binding. */
  readonly action: QualifiedName;
  readonly extension: Extension;
  /** It was named, not supplied. */
  readonly hasExtension: boolean;
  /** What follows the action's segment, percent-encoded as sent: `''`, `/`, `/a/b`. */
  readonly rest: string;
}

const PREFIX = '/api/v1/web/';
const EXTENSIONS: readonly Extension[] = ['http', 'json', 'html', 'svg', 'text'];

/**
 * Reads `/api/v1/web/{namespace}/{package|default}/{action}[.extension][/rest]`. A segment without a known extension is
 * the action's name as a whole, answered as `.http`.
 * @returns undefined if the path is no such route: it has fewer segments, or one that cannot be a name
 */
export function parseWebRoute(path: string): WebRoute | undefined {
  if (!path.startsWith(PREFIX)) return undefined;
  const [namespace = '', pkg = '', last = '', ...rest] = path.slice(PREFIX.length).split('/');
  const segments = [namespace, pkg, last].map(decodeSegment);
  if (!segments.every(isEntityName)) return undefined;
  const [space, home, segment] = segments as [string, string, string];
  const { name, extension } = splitExtension(segment);
  return {
    action: qualifiedName(space, name, home === DEFAULT_PACKAGE ? undefined : home),
    extension: extension ?? 'http',
    hasExtension: extension !== undefined,
    rest: rest.map((part) => `/${part}`).join(''),
  };
}

function splitExtension(segment: string): { name: string; extension: Extension | undefined } {
  const extension = EXTENSIONS.find((candidate) => segment.endsWith(`.${candidate}`));
  return { name: extension === undefined ? segment : segment.slice(0, -extension.length - 1), extension };
}
