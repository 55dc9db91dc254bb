import type { JsonObject } from '@whisker/entities';
import { activationDefinitions } from './activation-definitions';
import { anything, defined, flag, list, members, object, small, text, whole, type Schema } from './schema';

const IDENTIFIED = ['namespace', 'name', 'version', 'publish'];

/** What each entity shows of itself. */
const identity: Readonly<Record<string, Schema>> = {
  namespace: text('Namespace it lives in; of a packaged action, namespace/package', { minLength: 1 }),
  name: text('Its name', { minLength: 1 }),
  version: text('major.minor.patch', { minLength: 1 }),
  publish: flag('Whether others may use it; means something for packages only'),
};

const annotations = list(defined('KeyValue'), 'What is said about it');
const parameters = list(defined('KeyValue'), 'Values the action is given beside those of the call');
const updated = whole('When it was last written, ms since 1970');

const execOf = (kinds: readonly string[]): Schema =>
  members(
    {
      kind: text('Language and version, or blackbox, or sequence', { enum: [...kinds] }),
      code: text('Source text, or an archive in base64'),
      image: text('Container image, of a blackbox'),
      main: text('Function to call; main unless told otherwise'),
      binary: flag('Whether the code is base64; found out by the platform, ignored in requests'),
      components: list({ type: 'string' }, 'Actions of a sequence, in order, by their full names'),
    },
    [],
    'What an action runs',
  );

const actionDefinitions = (kinds: readonly string[]): Readonly<Record<string, Schema>> => ({
  ActionLimits: members(
    {
      timeout: small('Longest run, ms', 60_000),
      memory: small('Memory of its container, MB', 256),
      logs: small('Log lines kept of a run, MB', 10),
      concurrency: small('Runs at a time in one container', 1),
      instances: small('Containers at a time; at most the concurrency of the namespace, which is also the default'),
    },
    [],
    'What a run of the action may use',
  ),
  ActionExec: execOf(kinds),
  ActionExecMeta: members({ binary: flag('Whether the code is base64') }, [], 'What lists show of what an action runs'),
  Action: members(
    { ...identity, exec: defined('ActionExec'), annotations, parameters, limits: defined('ActionLimits'), updated },
    [...IDENTIFIED, 'exec', 'limits'],
  ),
  ActionMeta: members(
    { ...identity, exec: defined('ActionExecMeta'), annotations, limits: defined('ActionLimits'), updated },
    [...IDENTIFIED, 'exec', 'limits'],
  ),
  ActionPut: members(
    {
      ...identity,
      exec: defined('ActionExec'),
      annotations,
      delAnnotations: list({ type: 'string' }, 'Keys of annotations to remove'),
      parameters,
      limits: defined('ActionLimits'),
    },
    [],
    'An action to create, or what to change of one; namespace and name are those of the path',
  ),
  ActionPayload: members({ payload: text('What the action is called with') }, ['payload']),
});

const { namespace: _namespace, ...putOfRule } = identity;

const ruleDefinitions: Readonly<Record<string, Schema>> = {
  Rule: members(
    {
      ...identity,
      annotations,
      status: text('Whether fires of the trigger invoke the action', {
        enum: ['active', 'inactive', 'activating', 'deactivating'],
      }),
      updated,
      trigger: defined('PathName'),
      action: defined('PathName'),
    },
    [...IDENTIFIED, 'trigger', 'action'],
  ),
  RuleMeta: members({ ...identity, annotations, updated, trigger: defined('PathName'), action: defined('PathName') }, [
    ...IDENTIFIED,
    'trigger',
    'action',
  ]),
  RulePut: members(
    {
      ...putOfRule,
      annotations,
      status: text('Ignored: a rule is made active, and changed by POST', { enum: ['active', 'inactive', ''] }),
      trigger: text('Full name of the trigger', { minLength: 1 }),
      action: text('Full name of the action', { minLength: 1 }),
    },
    [],
    'A rule to create, or what to change of one',
  ),
};

const triggerDefinitions: Readonly<Record<string, Schema>> = {
  Trigger: members(
    {
      ...identity,
      annotations,
      parameters,
      limits: defined('TriggerLimits'),
      rules: object('Its rules by full name, with their action and status'),
      updated,
    },
    IDENTIFIED,
  ),
  TriggerMeta: members({ ...identity, annotations, updated }, IDENTIFIED),
  TriggerPut: members(
    { ...identity, annotations, parameters, limits: defined('TriggerLimits') },
    [],
    'A trigger to create, or what to change of one',
  ),
  TriggerPayload: members({ payload: text('What the trigger is fired with') }, ['payload']),
  TriggerLimits: object('Empty: triggers have no limits of their own'),
};

const binding = defined('PackageBinding');

const packageDefinitions: Readonly<Record<string, Schema>> = {
  Package: members(
    {
      ...identity,
      annotations,
      parameters,
      binding,
      actions: list(defined('PackageAction'), 'What is in it'),
      feeds: list({ type: 'object' }, 'Those of its actions that are feeds'),
      updated,
    },
    IDENTIFIED,
  ),
  PackagePut: members(
    { ...identity, annotations, parameters, binding },
    [],
    'A package to create, or what to change of one',
  ),
  PackageBinding: members({ namespace: text('Namespace of the package bound to'), name: text('Name of that package') }),
  PackageAction: members(
    {
      name: text('Its name', { minLength: 1 }),
      version: text('major.minor.patch', { minLength: 1 }),
      annotations,
      parameters,
    },
    ['name', 'version'],
    'What a package shows of an action',
  ),
};

const secretDefinitions: Readonly<Record<string, Schema>> = {
  Secret: members(
    {
      namespace: text('Namespace it belongs to', { minLength: 1 }),
      name: text('Its name', { minLength: 1 }),
      created: whole('When it was first set, ms since 1970'),
      updated: whole('When it was last set, ms since 1970'),
    },
    ['namespace', 'name', 'created', 'updated'],
  ),
  SecretPut: members({ value: text('What is kept; never shown', { minLength: 1 }) }, ['value']),
};

const named = (what: string): Schema => members({ name: text(`Name of the ${what}`, { minLength: 1 }) }, ['name']);

const sharedDefinitions: Readonly<Record<string, Schema>> = {
  KeyValue: members({ key: text('Its name'), value: anything('Any JSON value') }, ['key', 'value']),
  ItemId: members({ id: text('Id of the item') }, ['id']),
  PathName: members({ path: text('namespace, or namespace/package'), name: text('Its name') }, ['path', 'name']),
  ErrorMessage: members({ error: text('What is wrong'), code: text('Id of the transaction, as in X-Request-ID') }, [
    'error',
  ]),
  EntityBrief: members(identity, IDENTIFIED),
  ProviderTrigger: named('trigger'),
  ProviderAction: named('action'),
  ProviderBinding: named('binding'),
  Provider: members(
    { name: text('Name of the provider', { minLength: 1 }), publish: flag('Whether others may use it'), parameters },
    ['name'],
  ),
};

const most = (what: string): Schema => whole(`Most ${what} of the namespace`);
const range = (what: string, unit: string): Readonly<Record<string, Schema>> => ({
  [`minAction${what}`]: whole(`Least ${unit} an action may ask for`),
  [`maxAction${what}`]: whole(`Most ${unit} an action may ask for`),
});

const limitDefinitions: Readonly<Record<string, Schema>> = {
  UserLimits: members({
    invocationsPerMinute: most('invocations per minute'),
    concurrentInvocations: most('activations at a time'),
    firesPerMinute: most('fires per minute'),
    allowedKinds: list({ type: 'string' }, 'Kinds its actions may have; all, if absent'),
    storeActivations: flag('Whether records of its activations are kept; true, if absent'),
    maxParameterSize: text('Most bytes of parameters of an entity'),
    ...range('Memory', 'MB of memory'),
    ...range('Timeout', 'ms of time'),
    ...range('Logs', 'MB of logs'),
    ...range('Concurrency', 'runs at a time in one container'),
    maxActionInstances: whole('Most containers at a time of an action'),
  }),
};

/**
 * All definitions of the description.
 * @param kinds that `exec` may have
 */
export function definitions(kinds: readonly string[]): JsonObject {
  return {
    ...sharedDefinitions,
    ...actionDefinitions(kinds),
    ...ruleDefinitions,
    ...triggerDefinitions,
    ...packageDefinitions,
    ...activationDefinitions,
    ...limitDefinitions,
    ...secretDefinitions,
  };
}
