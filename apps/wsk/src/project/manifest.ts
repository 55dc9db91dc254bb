import type { Limits } from '../documents';
import { manifestFailure, type Remarks } from './failure';
import { isObject, Mapping } from './mapping';
import type { DeclaredInputs } from './inputs';

/** Whom to talk to as whom, as far as a file says. */
export interface ProjectConnection {
  readonly apihost: string | undefined;
  readonly auth: string | undefined;
  readonly namespace: string | undefined;
  readonly gatewayToken: string | undefined;
}

/** What a manifest describes; names are still as they were written. */
export interface Manifest {
  /** Name of the project. */
  readonly name: string | undefined;
  readonly connection: ProjectConnection;
  readonly packages: readonly ManifestPackage[];
}

/** Inputs and annotations, and where they stand in the file. */
interface Described {
  readonly place: string;
  readonly inputs: DeclaredInputs;
  readonly annotations: ReadonlyMap<string, unknown>;
}

export interface ManifestPackage extends Described {
  /** `default` stands for no package. */
  readonly name: string;
  readonly isPublic: boolean;
  readonly version: string | undefined;
  readonly dependencies: readonly ManifestDependency[];
  readonly actions: readonly ManifestAction[];
  readonly sequences: readonly ManifestSequence[];
  readonly triggers: readonly ManifestTrigger[];
  readonly rules: readonly ManifestRule[];
  readonly apis: readonly ManifestApi[];
}

export interface ManifestDependency extends Described {
  readonly name: string;
  readonly location: string;
}

export interface ManifestAction extends Described {
  readonly name: string;
  /** Path of a file or a folder, relative to the manifest. */
  readonly file: string | undefined;
  /** The program itself. */
  readonly code: string | undefined;
  readonly runtime: string | undefined;
  readonly main: string | undefined;
  readonly docker: string | undefined;
  readonly isNative: boolean;
  readonly isConductor: boolean;
  /** A value of `--web`. */
  readonly web: string | undefined;
  readonly limits: Limits;
  /** Per entry a source, perhaps with a place in the archive. */
  readonly include: readonly (readonly string[])[];
  readonly exclude: readonly string[];
}

export interface ManifestSequence extends Described {
  readonly name: string;
  readonly actions: readonly string[];
  readonly web: string | undefined;
}

export interface ManifestTrigger extends Described {
  readonly name: string;
  readonly feed: string | undefined;
}

export interface ManifestRule extends Described {
  readonly name: string;
  readonly trigger: string;
  readonly action: string;
}

/** One operation of an API. */
export interface ManifestApi {
  readonly place: string;
  readonly api: string;
  readonly basePath: string;
  readonly path: string;
  readonly action: string;
  readonly method: string;
  /** `http`, `json`, ... */
  readonly response: string;
}

/** Keys that describe and change nothing. */
const idle = ['description', 'version', 'license', 'namespace', 'credential', 'outputs'];

const actionKeys = [
  ...[
    'function',
    'location',
    'code',
    'runtime',
    'main',
    'docker',
    'native',
    'conductor',
    'web',
    'web-export',
    'limits',
  ],
  ...['inputs', 'annotations', 'include', 'exclude', ...idle],
];

/** Reads a parsed manifest. Throws a `Failure` for what cannot be meant; what is merely odd is remarked on. */
export function readManifest(document: unknown, remarks: Remarks): Manifest {
  const root = Mapping.of(document, '', remarks);
  const project = root.has('project') ? root.mapping('project') : root;
  project.only(['name', 'packages', 'apiHost', 'apihost', 'apigwAccessToken', ...idle]);
  if (root.has('project')) root.only(['project']);
  if (!project.has('packages')) throw manifestFailure('the manifest', "has neither 'project' nor 'packages'");
  return {
    name: project.text('name'),
    connection: readConnection(project),
    packages: project.mappings('packages').map(([name, mapping]) => readPackage(name, mapping)),
  };
}

/** What a project, in a manifest or in a deployment file, says of the connection. */
export function readConnection(project: Mapping): ProjectConnection {
  return {
    apihost: project.text('apiHost') ?? project.text('apihost'),
    auth: project.text('credential'),
    namespace: project.text('namespace'),
    gatewayToken: project.text('apigwAccessToken'),
  };
}

function readPackage(name: string, mapping: Mapping): ManifestPackage {
  mapping.only([
    ...['public', 'dependencies', 'inputs', 'annotations', 'actions', 'sequences', 'triggers', 'rules', 'apis'],
    ...['shared', ...idle],
  ]);
  return {
    name,
    ...described(mapping),
    isPublic: mapping.flag('public') ?? mapping.flag('shared') ?? false,
    version: mapping.text('version'),
    dependencies: mapping.mappings('dependencies').map(([key, value]) => readDependency(key, value)),
    actions: mapping.mappings('actions').map(([key, value]) => readAction(key, value)),
    sequences: mapping.mappings('sequences').map(([key, value]) => readSequence(key, value)),
    triggers: mapping.mappings('triggers').map(([key, value]) => readTrigger(key, value)),
    rules: mapping.mappings('rules').map(([key, value]) => readRule(key, value)),
    apis: mapping.mappings('apis').flatMap(([key, value]) => readApi(key, value)),
  };
}

function described(mapping: Mapping): Described {
  return {
    place: mapping.place,
    inputs: mapping.entries('inputs'),
    annotations: mapping.entries('annotations'),
  };
}

function readDependency(name: string, mapping: Mapping): ManifestDependency {
  mapping.only(['location', 'inputs', 'annotations', ...idle]);
  return { name, ...described(mapping), location: required(mapping, 'location') };
}

function readAction(name: string, mapping: Mapping): ManifestAction {
  mapping.only(actionKeys);
  return {
    name,
    ...described(mapping),
    file: mapping.text('function') ?? mapping.text('location'),
    code: mapping.text('code'),
    runtime: mapping.text('runtime'),
    main: mapping.text('main'),
    docker: mapping.text('docker'),
    isNative: mapping.flag('native') ?? false,
    isConductor: mapping.flag('conductor') ?? false,
    web: webOf(mapping),
    limits: readLimits(mapping.mapping('limits')),
    include: mapping.list('include').map((entry) => readInclude(entry, mapping.placeOf('include'))),
    exclude: mapping.list('exclude').map(String),
  };
}

function webOf(mapping: Mapping): string | undefined {
  return mapping.text('web') ?? mapping.text('web-export');
}

function readLimits(mapping: Mapping): Limits {
  mapping.only(['timeout', 'memorySize', 'logSize', 'concurrentActivations']);
  const limits = {
    timeout: mapping.integer('timeout'),
    memory: mapping.integer('memorySize'),
    logs: mapping.integer('logSize'),
    concurrency: mapping.integer('concurrentActivations'),
  };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

function readInclude(entry: unknown, place: string): string[] {
  const [source, target, ...more] = (Array.isArray(entry) ? entry : [entry]) as unknown[];
  const isGood = typeof source === 'string' && (target === undefined || typeof target === 'string');
  if (!isGood || more.length > 0) throw manifestFailure(place, 'each entry must be [source] or [source, destination]');
  return target === undefined ? [source] : [source, target];
}

function readSequence(name: string, mapping: Mapping): ManifestSequence {
  mapping.only(['actions', 'web', 'web-export', 'inputs', 'annotations', ...idle]);
  const actions = mapping.list('actions').flatMap((item) => String(item).split(','));
  const names = actions.map((action) => action.trim()).filter((action) => action !== '');
  if (names.length === 0)
    throw manifestFailure(mapping.placeOf('actions'), 'is required: the actions to run, in order');
  return { name, ...described(mapping), actions: names, web: webOf(mapping) };
}

function readTrigger(name: string, mapping: Mapping): ManifestTrigger {
  mapping.only(['feed', 'source', 'inputs', 'annotations', ...idle]);
  return { name, ...described(mapping), feed: mapping.text('feed') ?? mapping.text('source') };
}

function readRule(name: string, mapping: Mapping): ManifestRule {
  mapping.only(['trigger', 'action', 'rule', 'annotations', ...idle]);
  return {
    name,
    ...described(mapping),
    trigger: required(mapping, 'trigger'),
    action: required(mapping, 'action'),
  };
}

/** Base paths, below them paths, below them actions with their methods. */
function readApi(api: string, mapping: Mapping): ManifestApi[] {
  return mapping.keys().flatMap((basePath) => {
    const paths = mapping.mapping(basePath);
    return paths.keys().flatMap((path) => {
      const actions = paths.mapping(path);
      return actions.keys().map((action) => {
        const place = actions.placeOf(action);
        return {
          place,
          api,
          basePath: rooted(basePath),
          path: rooted(path),
          action,
          ...readOperation(actions, action),
        };
      });
    });
  });
}

function readOperation(actions: Mapping, action: string): Pick<ManifestApi, 'method' | 'response'> {
  const isBrief = !isObject(actions.value(action));
  const method = isBrief ? required(actions, action) : required(actions.mapping(action), 'method');
  const response = isBrief ? undefined : actions.mapping(action).text('response');
  return { method: method.toUpperCase(), response: response ?? 'http' };
}

function rooted(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function required(mapping: Mapping, key: string): string {
  const text = mapping.text(key);
  if (text === undefined || text === '') throw manifestFailure(mapping.placeOf(key), 'is required');
  return text;
}
