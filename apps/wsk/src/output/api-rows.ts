import type { ApiRoute } from '../commands/api-documents';

const MAX_ACTION_WIDTH = 40;
const MAX_NAME_WIDTH = 30;
const VERB_WIDTH = 7;
/** Without any row, the columns are as wide as this. */
const EMPTY_WIDTHS = { action: 30, name: 19 };

/** The table of `wsk api list`: its header, and a row for each operation. */
export function apiRows(routes: readonly ApiRoute[]): string[] {
  const widths = routes.length === 0 ? EMPTY_WIDTHS : widthsOf(routes);
  const row = (action: string, verb: string, ...[name = '', url = '']: string[]): string =>
    `${action.slice(0, widths.action).padEnd(widths.action)} ${verb.padStart(VERB_WIDTH)} ` +
    `${name.slice(0, widths.name).padStart(widths.name + 1)}  ${url}`;
  return [
    row('Action', 'Verb', 'API Name', 'URL'),
    ...routes.map(({ action, verb, apiName, url }) => row(action, verb, apiName, url)),
  ];
}

/** The lines of `wsk api list --full`. */
export function apiBlocks(routes: readonly ApiRoute[]): string[] {
  return routes.flatMap(({ action, apiName, basePath, path, verb, url }) => [
    `Action: ${action}`,
    `  API Name: ${apiName}`,
    `  Base path: ${basePath}`,
    `  Path: ${path}`,
    `  Verb: ${verb}`,
    `  URL: ${url}`,
  ]);
}

/** By base path, path and verb without regard to case. */
export function sortedRoutes(routes: readonly ApiRoute[]): ApiRoute[] {
  const key = ({ basePath, path, verb }: ApiRoute): string => `${basePath}${path}${verb}`.toLowerCase();
  return routes.toSorted((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}

function widthsOf(routes: readonly ApiRoute[]): { action: number; name: number } {
  const longest = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));
  return {
    action: Math.min(MAX_ACTION_WIDTH, longest(['Action', ...routes.map(({ action }) => action)])),
    name: Math.min(MAX_NAME_WIDTH, longest(['API Name', ...routes.map(({ apiName }) => apiName)])),
  };
}
