import type { Session } from '../session';

/** What an operation of an API runs. */
interface OperationDocument {
  readonly 'x-openwhisk'?: { readonly namespace?: string; readonly package?: string; readonly action?: string };
}

/** A swagger document, as far as the command looks into it. */
export interface ApiDocument {
  readonly swagger?: string;
  readonly basePath: string;
  readonly info: { readonly title: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationDocument>>>>;
}

/** An API as the gateway's actions show it. */
export interface ShownApi {
  /** Where its base path is reached. */
  readonly gwApiUrl: string;
  readonly apidoc: ApiDocument;
}

/** An API in a list. */
export interface ListedApi {
  readonly value: ShownApi;
}

/** An operation of an API, in the words of `wsk api list`. */
export interface ApiRoute {
  /** `/namespace/[package/]name`; empty if the operation runs no action. */
  readonly action: string;
  /** As the document has it. */
  readonly verb: string;
  readonly apiName: string;
  readonly basePath: string;
  readonly path: string;
  readonly url: string;
}

const OPERATIONS = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

/** The operations of an API; all, or those of a path and perhaps a verb. */
export function routesOf(
  { gwApiUrl, apidoc }: ShownApi,
  only: { path?: string | undefined; verb?: string | undefined } = {},
): ApiRoute[] {
  const base = gwApiUrl.replace(/\/$/, '');
  const paths = Object.entries(apidoc.paths).filter(([path]) => only.path === undefined || path === only.path);
  return paths.flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([verb]) => OPERATIONS.has(verb.toLowerCase()))
      .filter(([verb]) => only.verb === undefined || verb.toUpperCase() === only.verb)
      .map(([verb, operation]) => ({
        action: actionOf(operation),
        verb,
        apiName: apidoc.info.title,
        basePath: apidoc.basePath,
        path,
        url: `${base}${path}`,
      })),
  );
}

function actionOf({ 'x-openwhisk': target }: OperationDocument): string {
  if (!target) return '';
  // In addresses, `default` stands for no package.
  const pkg = target.package === 'default' ? undefined : target.package;
  return ['', target.namespace, pkg, target.action].filter((part, i) => i === 0 || part).join('/');
}

/** The part of each request that says on whose behalf it is made. */
export function apiSpace({ settings }: Session): { accesstoken: string; spaceguid: string | undefined } {
  return { accesstoken: settings.gatewayToken, spaceguid: settings.auth?.split(':')[0] };
}
