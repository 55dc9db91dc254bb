import { buildExec, checkNature } from '../action-exec';
import { argument, type CommandGroup, type CommandInput } from '../command';
import type { ActionDocument, EntityDocument, Exec, Limits } from '../documents';
import { ApiFailure, explained } from '../failure';
import { listFlags, nameSortFlag, summaryFlag, type Flags, type FlagSpec } from '../flags';
import { entityInsteadOfNamespace, parseEntityName, parseQualifiedName, type QualifiedName } from '../names';
import { actionRow } from '../output/entity-rows';
import { withProgress } from '../output/progress';
import { fromKeyValues, readPairs, toKeyValues, type KeyValue } from '../parameters';
import type { Session } from '../session';
import { webAnnotations } from '../web-annotations';
import { actions, fetchAction } from './action-entity';
import { getAction } from './action-get';
import { invokeAction } from './action-invoke';
import { deleteEntity, nameAndFieldArguments, nameArgument, namedEntity, putEntity, unable } from './entity';
import { printListing, type Listing } from './listing';

/** How actions are listed. */
export const actionListing: Listing<EntityDocument> = { collection: 'actions', row: actionRow };

const BYTES_PER_KILOBYTE = 1024;

const putFlags: readonly FlagSpec[] = [
  {
    flags: '--kind <KIND>',
    description: 'KIND of the runtime, such as nodejs:20 (default: from the extension of FILE)',
  },
  { flags: '--main <NAME>', description: 'NAME of the function to call, or of the main class' },
  { flags: '--docker <IMAGE>', description: 'run in a container of IMAGE' },
  { flags: '--native', description: 'FILE is a program, alone or as the exec of a zip' },
  { flags: '--sequence', description: 'FILE is a comma-separated list of actions to run one after another' },
  { flags: '--copy', description: 'FILE is the name of an action to copy' },
  { flags: '-t, --timeout <MS>', description: 'end a run after MS milliseconds (API: 60000)', reads: 'integer' },
  { flags: '-m, --memory <MB>', description: 'megabytes of memory (API: 256)', reads: 'integer' },
  { flags: '-l, --logsize <MB>', description: 'megabytes of log (API: 10)', reads: 'integer' },
  { flags: '-c, --concurrency <N>', description: 'runs at once in one container (API: 1)', reads: 'integer' },
  { flags: '--web <yes|raw|no>', description: 'reachable as a web action, as one that gets raw requests, or not' },
  { flags: '--web-secure <SECRET>', description: 'SECRET for the web; true: make one, false: no longer' },
];

/** `wsk action ...`. */
export const actionGroup: CommandGroup = {
  name: 'action',
  description: 'work with actions',
  commands: [
    {
      name: 'create',
      usage: 'ACTION_NAME [FILE]',
      description: 'create an action',
      arguments: (flags) => ({
        min: flags.text('docker') === undefined ? 2 : 1,
        max: 2,
        required: 'An action name and code artifact are required.',
      }),
      flags: putFlags,
      pairs: ['param', 'annotation'],
      run: create,
    },
    {
      name: 'update',
      usage: 'ACTION_NAME [FILE]',
      description: 'change an action, or create it',
      arguments: { min: 1, max: 2, required: 'An action name is required. A code artifact is optional.' },
      flags: [
        ...putFlags,
        { flags: '--del-annotation <KEY>', description: 'take the annotation KEY away; repeatable', reads: 'list' },
      ],
      pairs: ['param', 'annotation'],
      run: update,
    },
    {
      name: 'invoke',
      usage: 'ACTION_NAME',
      description: 'run an action',
      arguments: nameArgument(actions),
      flags: [
        { flags: '-b, --blocking', description: 'wait for the end' },
        { flags: '-r, --result', description: 'wait for the end and show the result alone' },
      ],
      pairs: ['param'],
      run: invokeAction,
    },
    {
      name: 'get',
      usage: 'ACTION_NAME [FIELD]',
      description: 'show an action or one of its fields, or save its code',
      arguments: nameAndFieldArguments(actions),
      flags: [
        summaryFlag,
        { flags: '-r, --url', description: 'show the address that runs the action' },
        { flags: '--save', description: 'save the code to a file named after the action' },
        { flags: '--save-as <FILE>', description: 'save the code to FILE' },
      ],
      run: getAction,
    },
    {
      name: 'delete',
      usage: 'ACTION_NAME',
      description: 'delete an action',
      arguments: nameArgument(actions),
      run: (input) => deleteEntity(input, actions, namedEntity(input)),
    },
    {
      name: 'list',
      usage: '[/NAMESPACE | PACKAGE_NAME]',
      description: 'list the actions of a namespace or of a package',
      arguments: { min: 0, max: 1, required: 'An optional namespace is the only valid argument.' },
      flags: [...listFlags, nameSortFlag],
      run: (input) => printListing(input, actionListing, listedPlace(input.args[0])),
    },
  ],
};

/** What a PUT of an action carries; the API keeps what an update leaves out. */
interface ActionBody {
  readonly exec: Exec | undefined;
  readonly parameters: KeyValue[] | undefined;
  readonly annotations: KeyValue[] | undefined;
  readonly limits: Limits | undefined;
  readonly delAnnotations?: readonly string[];
}

async function create(input: CommandInput): Promise<void> {
  const name = namedEntity(input);
  const work = composeBody(input, undefined).then((body) => upload(input, { name, overwrite: false, body }));
  await explained(unable('create', actions, name), work);
  input.session.out.line(`ok: created action ${name.path}`);
}

async function update(input: CommandInput): Promise<void> {
  const name = namedEntity(input);
  await explained('Unable to update action', replace(input, name));
  input.session.out.line(`ok: updated action ${name.path}`);
}

async function replace(input: CommandInput, name: QualifiedName): Promise<void> {
  const body = await composeBody(input, await fetchIfPresent(input.session, name));
  await upload(input, { name, overwrite: true, body });
}

function upload(
  { session }: CommandInput,
  put: { name: QualifiedName; overwrite: boolean; body: ActionBody },
): Promise<void> {
  const kilobytes = Math.ceil((put.body.exec?.code?.length ?? 0) / BYTES_PER_KILOBYTE);
  const label = (): string => `sending action ${put.name.path}, ${kilobytes} kB`;
  return withProgress(session.surroundings, label, putEntity(session, actions, put));
}

async function fetchIfPresent(session: Session, name: QualifiedName): Promise<ActionDocument | undefined> {
  try {
    return await fetchAction(session, name, { code: false });
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  }
}

async function composeBody(input: CommandInput, existing: ActionDocument | undefined): Promise<ActionBody> {
  const { flags, session, pairs } = input;
  const artifact = input.args[1];
  checkNature(flags, artifact);
  const source = flags.on('copy')
    ? await fetchAction(session, parseEntityName(argument(input, 1)), { code: true })
    : undefined;
  const given = await readPairs(pairs, 'annotation', session.surroundings);
  const parameters = await readPairs(pairs, 'param', session.surroundings);
  return {
    exec: source ? source.exec : await buildExec(flags, artifact, session.surroundings),
    parameters: orNothing(new Map([...fromKeyValues(source?.parameters), ...parameters])),
    limits: limitsOf(flags, source?.limits),
    ...annotationsOf(input, existing, new Map([...fromKeyValues(source?.annotations), ...given])),
  };
}

/** Adds `given` and the web annotations to those the action has: a server may replace annotations, not merge them. */
function annotationsOf(
  { flags, session }: CommandInput,
  existing: ActionDocument | undefined,
  given: ReadonlyMap<string, unknown>,
): Pick<ActionBody, 'annotations' | 'delAnnotations'> {
  const present = fromKeyValues(existing?.annotations);
  const web = webAnnotations(flags, present, session.surroundings);
  const removed = [...flags.list('del-annotation'), ...web.remove];
  for (const key of removed) present.delete(key);
  const changes = [...given, ...web.set];
  return {
    annotations: changes.length === 0 ? undefined : toKeyValues(new Map([...present, ...changes])),
    ...(removed.length > 0 && { delAnnotations: removed }),
  };
}

/** The limits that were given, over those of a copied action. */
function limitsOf(flags: Flags, copied: Limits | undefined): Limits | undefined {
  const given = {
    timeout: flags.integer('timeout'),
    memory: flags.integer('memory'),
    logs: flags.integer('logsize'),
    concurrency: flags.integer('concurrency'),
  };
  const limits = { ...copied, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

function orNothing(entries: ReadonlyMap<string, unknown>): KeyValue[] | undefined {
  return entries.size === 0 ? undefined : toKeyValues(entries);
}

/** A namespace, or a package in one. */
function listedPlace(text: string | undefined): { namespace: string; packageName?: string } {
  if (text === undefined) return { namespace: '_' };
  const { namespace, path } = parseQualifiedName(text);
  if (path.includes('/')) throw entityInsteadOfNamespace(path);
  return path === '' ? { namespace } : { namespace, packageName: path };
}
