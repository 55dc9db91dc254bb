import { hostUrl } from '../config';
import { ApiFailure } from '../failure';
import type { Session } from '../session';
import { joinedPath, NO_PACKAGE, type ApiStep } from './plan';

/** The web actions that manage APIs. */
const MANAGEMENT = 'web/whisk.system/apimgmt';

/** Adds the operation to its API, or replaces it. @returns the address that runs it, where the gateway tells */
export async function putApiOperation(session: Session, step: ApiStep): Promise<string | undefined> {
  const answer = await session.client.request<{ gwApiUrl?: string } | null>({
    method: 'POST',
    path: `${MANAGEMENT}/createApi.http`,
    query: { ...identity(session), responsetype: step.response },
    body: { apidoc: documentOf(session, step) },
  });
  return answer?.gwApiUrl === undefined ? undefined : `${answer.gwApiUrl}${step.path}`;
}

/** Takes the operation away; with the last one goes its API. @returns whether it was there */
export async function deleteApiOperation(session: Session, step: ApiStep): Promise<boolean> {
  const { basePath, path, method } = step;
  const query = { ...identity(session), basepath: basePath, relpath: path, operation: method.toLowerCase() };
  try {
    await session.client.request({ method: 'DELETE', path: `${MANAGEMENT}/deleteApi.http`, query });
    return true;
  } catch (error) {
    if (error instanceof ApiFailure && error.message.includes('does not exist')) return false;
    throw error;
  }
}

function documentOf({ settings }: Session, step: ApiStep): object {
  const { name, api, basePath, path, method, secureKey } = step;
  const segments = name.path.includes('/') ? name.path.split('/') : [NO_PACKAGE, name.path];
  const address = ['web', name.namespace, ...segments].map(encodeURIComponent).join('/');
  return {
    namespace: name.namespace,
    apiName: api,
    gatewayBasePath: basePath,
    gatewayPath: path,
    gatewayMethod: method,
    id: `API:${name.namespace}:${basePath}`,
    action: {
      name: name.path,
      namespace: name.namespace,
      backendMethod: method,
      backendUrl: `${hostUrl(settings.apihost)}/api/${settings.apiversion}/${address}.http`,
      authkey: settings.auth,
      ...(secureKey !== undefined && { secureKey }),
    },
    pathParameters: pathParameters(joinedPath(step)),
  };
}

function pathParameters(path: string): object[] {
  return Array.from(path.matchAll(/\{([^{}/]+)\}/g), ([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    type: 'string',
    description: `Default description for '${name}'`,
  }));
}

/** Whose APIs they are. */
function identity({ settings }: Session): { accesstoken: string; spaceguid: string | undefined } {
  return { accesstoken: settings.gatewayToken, spaceguid: settings.gatewayTenant ?? settings.auth?.split(':')[0] };
}
