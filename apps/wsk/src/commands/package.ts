import { argument, type CommandGroup, type CommandInput } from '../command';
import type { PackageDocument } from '../documents';
import { ApiFailure, explained, Failure, usageFailure } from '../failure';
import { summaryFlag, type FlagSpec } from '../flags';
import { collectionPath, parseEntityName, parseNamespace, type QualifiedName } from '../names';
import { packageRow } from '../output/entity-rows';
import { packageSummary } from '../output/summary';
import {
  deleteEntity,
  getEntity,
  givenKeyValues,
  nameAndFieldArguments,
  nameArgument,
  namedEntity,
  putEntity,
  unable,
  type EntityKind,
} from './entity';
import { listCommand, type Listing } from './listing';

const packages: EntityKind = {
  word: 'package',
  collection: 'packages',
  nameRequired: 'A package name is required.',
};

/** How packages are listed. */
export const packageListing: Listing<PackageDocument> = { collection: 'packages', row: packageRow };

const sharedFlag: FlagSpec = { flags: '--shared <yes|no>', description: 'yes: everybody may use it; no: only you' };

/** `wsk package ...`. */
export const packageGroup: CommandGroup = {
  name: 'package',
  description: 'work with packages',
  commands: [
    {
      name: 'create',
      usage: 'PACKAGE_NAME',
      description: 'create a package',
      arguments: nameArgument(packages),
      flags: [sharedFlag],
      pairs: ['param', 'annotation'],
      run: (input) => put(input, { overwrite: false, sentence: (name) => unable('create', packages, name) }),
    },
    {
      name: 'update',
      usage: 'PACKAGE_NAME',
      description: 'change a package, or create it',
      arguments: nameArgument(packages),
      flags: [sharedFlag],
      pairs: ['param', 'annotation'],
      run: (input) => put(input, { overwrite: true, sentence: () => 'Package update failed' }),
    },
    {
      name: 'bind',
      usage: 'PACKAGE_NAME BOUND_PACKAGE_NAME',
      description: 'make a package available under a name and with parameters of its own',
      arguments: { min: 2, max: 2, required: 'A package name and binding name are required.' },
      flags: [{ flags: '-o, --overwrite', description: 'replace a binding of this name' }],
      pairs: ['param', 'annotation'],
      run: bind,
    },
    {
      name: 'get',
      usage: 'PACKAGE_NAME [FIELD]',
      description: 'show a package or one of its fields',
      arguments: nameAndFieldArguments(packages),
      flags: [summaryFlag],
      run: (input) => getEntity(input, packages, { summarize: packageSummary }),
    },
    {
      name: 'delete',
      usage: 'PACKAGE_NAME',
      description: 'delete an empty package or a binding',
      arguments: nameArgument(packages),
      run: (input) => deleteEntity(input, packages, namedEntity(input)),
    },
    listCommand(packageListing),
    {
      name: 'refresh',
      usage: '[/NAMESPACE]',
      description: 'bring the bindings of a namespace up to date',
      arguments: { min: 0, max: 1, required: 'An optional namespace is the only valid argument.' },
      run: refresh,
    },
  ],
};

async function put(
  input: CommandInput,
  { overwrite, sentence }: { overwrite: boolean; sentence: (name: QualifiedName) => string },
): Promise<void> {
  const { session } = input;
  const name = namedEntity(input);
  const body = {
    publish: sharedOf(input),
    parameters: await givenKeyValues(input, 'param'),
    annotations: await givenKeyValues(input, 'annotation'),
  };
  await explained(sentence(name), putEntity(session, packages, { name, overwrite, body }));
  session.out.line(`ok: ${overwrite ? 'updated' : 'created'} package ${name.path}`);
}

async function bind(input: CommandInput): Promise<void> {
  const { session, flags } = input;
  const provider = namedEntity(input);
  const name = parseEntityName(argument(input, 1));
  const body = {
    binding: { namespace: provider.namespace, name: provider.path },
    parameters: await givenKeyValues(input, 'param'),
    annotations: await givenKeyValues(input, 'annotation'),
  };
  const overwrite = flags.on('overwrite');
  await explained('Binding creation failed', putEntity(session, packages, { name, overwrite, body }));
  session.out.line(`ok: created binding ${name.path}`);
}

/** Deployments without the feature have no such route, and say so in one of several ways. */
const NOT_IMPLEMENTED: readonly number[] = [404, 405, 501];

async function refresh({ args, session }: CommandInput): Promise<void> {
  const namespace = parseNamespace(args[0]);
  const request = { method: 'POST', path: collectionPath('packages', namespace, 'refresh') } as const;
  const refreshed = session.client.request(request).catch((error: unknown) => {
    if (!(error instanceof ApiFailure) || !NOT_IMPLEMENTED.includes(error.status)) throw error;
    throw new Failure('The package refresh feature is not implemented in the target deployment', error.exitCode);
  });
  const changes = await explained(`Package refresh for namespace '${namespace}' failed`, refreshed);
  session.out.line(`ok: refreshed packages of namespace ${namespace}`);
  session.out.json(changes);
}

/** Whether the package is to be shared; nothing where the user did not say. */
function sharedOf({ flags }: CommandInput): boolean | undefined {
  const text = flags.text('shared');
  if (text === undefined) return undefined;
  const choice = text.toLowerCase();
  if (choice !== 'yes' && choice !== 'no') throw usageFailure(`Cannot use value '${text}' for shared.`);
  return choice === 'yes';
}
