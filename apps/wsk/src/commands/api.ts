import { argument, type CommandGroup, type CommandInput, type CommandSpec } from '../command';
import { explained, exitCodes, Failure } from '../failure';
import { listFlags, type Flags } from '../flags';
import { apiBlocks, apiRows, sortedRoutes } from '../output/api-rows';
import { createApi } from './api-create';
import { apiSpace, routesOf, type ListedApi } from './api-documents';
import { requireSlash, requireVerb } from './api-arguments';

const formats = ['json', 'yaml'];

const create: CommandSpec = {
  name: 'create',
  usage: '([BASE_PATH] API_PATH API_VERB ACTION | --config-file CFG_FILE)',
  description: 'create a new API',
  arguments: (flags: Flags) => ({
    min: flags.text('config-file') === undefined ? 3 : 0,
    max: 4,
    required: 'Specify a swagger file or specify an API base path with an API path, an API verb, and an action name.',
  }),
  flags: [
    { flags: '-n, --apiname <NAME>', description: 'NAME of the API; ignored with a file (default BASE_PATH)' },
    { flags: '-c, --config-file <CFG_FILE>', description: 'CFG_FILE with the API as swagger in JSON or YAML' },
    {
      flags: '--response-type <TYPE>',
      description: 'TYPE of the answer: html, http, json, text or svg',
      default: 'json',
    },
  ],
  run: createApi,
};

const get: CommandSpec = {
  name: 'get',
  usage: 'BASE_PATH | API_NAME',
  description: 'show an API',
  arguments: { min: 1, max: 1, required: 'An API base path or API name is required.' },
  flags: [
    { flags: '-f, --full', description: 'show all that is known of the API, not its document alone' },
    { flags: '--format <TYPE>', description: 'TYPE of the output: json or yaml', default: 'json' },
  ],
  run: getApi,
};

const remove: CommandSpec = {
  name: 'delete',
  usage: 'BASE_PATH | API_NAME [API_PATH [API_VERB]]',
  description: 'delete an API, or a part of it',
  arguments: {
    min: 1,
    max: 3,
    required:
      'An API base path or API name is required.  An optional API relative path and operation may also be provided.',
  },
  run: deleteApi,
};

const list: CommandSpec = {
  name: 'list',
  usage: '[BASE_PATH | API_NAME [API_PATH [API_VERB]]]',
  description: 'list APIs',
  arguments: {
    min: 0,
    max: 3,
    required: 'Optional parameters are: API base path (or API name), API relative path and operation.',
  },
  flags: [
    { flags: '-f, --full', description: 'show a block of lines for each operation' },
    ...listFlags,
    { flags: '-n, --name-sort', description: 'sort what was fetched by base path, path and verb' },
  ],
  run: listApis,
};

/** `wsk api ...`. */
export const apiGroup: CommandGroup = {
  name: 'api',
  description: 'work with APIs',
  commands: [create, get, remove, list],
};

async function getApi(input: CommandInput): Promise<void> {
  const { session, flags } = input;
  const format = flags.text('format')?.toLowerCase() ?? 'json';
  if (!formats.includes(format)) throw new Failure(`Invalid format type: ${flags.text('format')}`, exitCodes.general);
  const name = argument(input, 0);
  const [found] = await explained(`Unable to get API '${name}'`, fetchApis(input, { basepath: name }));
  if (!found) throw new Failure(`API does not exist for basepath ${name}`, exitCodes.general);
  const shown = flags.on('full') ? found.value : found.value.apidoc;
  if (format === 'json') return session.out.json(shown);
  const { stringify } = await import('yaml');
  session.out.line(stringify(shown));
}

async function deleteApi(input: CommandInput): Promise<void> {
  const { session } = input;
  const [basepath = '', relpath, operation] = checkedFilter(input.args);
  const deletion = session.client.request({
    method: 'DELETE',
    path: 'web/whisk.system/apimgmt/deleteApi.http',
    query: { basepath, relpath, operation, ...apiSpace(session) },
  });
  await explained('Unable to delete API', deletion);
  const part = [relpath, operation].filter((word) => word !== undefined).join(' ');
  session.out.line(part === '' ? `ok: deleted API ${basepath}` : `ok: deleted ${part} from ${basepath}`);
}

async function listApis(input: CommandInput): Promise<void> {
  const { session, flags } = input;
  const [basepath, path, verb] = checkedFilter(input.args);
  const page = { limit: flags.integer('limit'), skip: flags.integer('skip') };
  const query = basepath === undefined ? page : { basepath, relpath: path, operation: verb };
  const found = await explained('Unable to obtain the API list', fetchApis(input, query));
  const routes = found.flatMap(({ value }) => routesOf(value, { path, verb }));
  const ordered = flags.on('name-sort') ? sortedRoutes(routes) : routes;
  session.out.line('ok: APIs');
  session.out.lines(flags.on('full') ? apiBlocks(ordered) : apiRows(ordered));
}

/** Base path, path and verb; the latter in upper case. */
function checkedFilter([basepath, path, verb]: readonly string[]): readonly (string | undefined)[] {
  if (path !== undefined) requireSlash(path);
  return [basepath, path, verb === undefined ? undefined : requireVerb(verb)];
}

async function fetchApis(
  { session }: CommandInput,
  query: Readonly<Record<string, string | number | undefined>>,
): Promise<readonly ListedApi[]> {
  const { apis } = await session.client.request<{ apis?: readonly ListedApi[] }>({
    method: 'GET',
    path: 'web/whisk.system/apimgmt/getApi.http',
    query: { ...query, ...apiSpace(session) },
  });
  return apis ?? [];
}
