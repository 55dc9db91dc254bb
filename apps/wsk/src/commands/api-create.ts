import { argument, type CommandInput } from '../command';
import { hostUrl } from '../config';
import type { ActionDocument } from '../documents';
import { exitCodes, explained, Failure, usageFailure } from '../failure';
import { collectionPath, fullName, parseEntityName, type QualifiedName } from '../names';
import { fromKeyValues } from '../parameters';
import { pathParameters, requireSlash, requireVerb } from './api-arguments';
import { apiSpace, routesOf, type ShownApi } from './api-documents';
import { readApiFile } from './api-file';

const WEB = 'web-export';
const WEB_SECURE = 'require-whisk-auth';

/** What the command line says of one operation. */
interface Wanted {
  /** Or an API's name. */
  readonly base: string;
  readonly path: string;
  readonly verb: string;
  readonly action: QualifiedName;
}

/** Runs `wsk api create`. */
export async function createApi(input: CommandInput): Promise<void> {
  return input.args.length === 0 ? createFromFile(input) : createOperation(input);
}

async function createFromFile(input: CommandInput): Promise<void> {
  const { session, flags } = input;
  const swagger = await readApiFile(flags.text('config-file') ?? '', session.surroundings);
  const created = await send(input, { namespace: '_', swagger });
  for (const { action, basePath, path, verb, url } of routesOf(created)) {
    const runs = action === '' ? '' : ` for action ${action}`;
    session.out.line(`ok: created API ${trimmed(basePath)}${path} ${verb}${runs}`);
    session.out.line(url);
  }
}

async function createOperation(input: CommandInput): Promise<void> {
  const { session } = input;
  const wanted = readWanted(input);
  const { base, path, verb, action } = wanted;
  const secureKey = await requireWebAction(input, action);
  const created = await send(input, operationDocument(input, wanted, secureKey));
  session.out.line(`ok: created API ${trimmed(base)}${path} ${verb} for action ${fullName(action)}`);
  session.out.line(`${trimmed(created.gwApiUrl)}${path}`);
}

function readWanted(input: CommandInput): Wanted {
  const { args, flags } = input;
  const [path = '', verb = '', action = ''] = args.slice(-3);
  const base = args.length > 3 ? argument(input, 0) : '/';
  if (pathParameters(base).length > 0) {
    throw usageFailure(
      `The base path '${base}' cannot have parameters. Only the relative path supports path parameters.`,
    );
  }
  if (pathParameters(requireSlash(path)).length > 0 && flags.text('response-type') !== 'http') {
    throw usageFailure("A response type of 'http' is required when using path parameters.");
  }
  if (!base.startsWith('/') && flags.text('apiname') !== undefined) {
    throw usageFailure('An API name can only be specified once.');
  }
  return { base, path, verb: requireVerb(verb), action: parseEntityName(action) };
}

/** What the gateway has to show an action that wants to be called by it only; nothing for an open one. */
async function requireWebAction({ session }: CommandInput, action: QualifiedName): Promise<unknown> {
  const path = collectionPath('actions', action.namespace, action.path);
  const request = session.client.request<ActionDocument>({ method: 'GET', path, query: { code: false } });
  const name = fullName(action);
  const annotations = fromKeyValues((await explained(`Unable to get action '${name}'`, request)).annotations);
  if (annotations.get(WEB) !== true) {
    throw new Failure(
      `Action '${name}' is not a web action. Issue 'wsk action update "${name}" --web true' to convert the action to a web action.`,
      exitCodes.general,
    );
  }
  return annotations.get(WEB_SECURE) || undefined;
}

function operationDocument({ session, flags }: CommandInput, wanted: Wanted, secureKey: unknown): object {
  const { base, path, verb, action } = wanted;
  const { settings } = session;
  const names = action.path.includes('/') ? action.path : `default/${action.path}`;
  const name = flags.text('apiname');
  return {
    namespace: '_',
    ...(name !== undefined && { apiName: name }),
    gatewayBasePath: base,
    gatewayPath: path,
    gatewayMethod: verb,
    ...(base.startsWith('/') && { id: `API:_:${base}` }),
    action: {
      name: action.path,
      namespace: action.namespace,
      backendMethod: verb,
      backendUrl: `${hostUrl(settings.apihost)}/api/v1/web/${action.namespace}/${names}.http`,
      authkey: settings.auth,
      ...(secureKey !== undefined && { secureKey }),
    },
    pathParameters: pathParameters(path).map((parameter) => ({
      name: parameter,
      in: 'path',
      required: true,
      type: 'string',
      description: `Default description for '${parameter}'`,
    })),
  };
}

function send({ session, flags }: CommandInput, apidoc: object): Promise<ShownApi> {
  const request = session.client.request<ShownApi>({
    method: 'POST',
    path: 'web/whisk.system/apimgmt/createApi.http',
    query: { responsetype: flags.text('response-type'), ...apiSpace(session) },
    body: { apidoc },
  });
  return explained('Unable to create API', request);
}

function trimmed(path: string): string {
  return path.replace(/\/$/, '');
}
