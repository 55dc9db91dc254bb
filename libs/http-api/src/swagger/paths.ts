import { anyAnswer, answers, textAnswers, type Operation, type PathDescription } from './operations';
import * as parameter from './parameters';
import { responding, shared } from './responses';
import { defined, list } from './schema';

const JSON_TYPE = ['application/json'];
const OWN = '/namespaces/{namespace}';
const READ = [400, 403, 404, 409];
const WRITE = [400, 403, 409, 413, 415];

/** How the operations of a collection are called and what they carry. */
interface Collection {
  readonly tag: string;
  /** As in `getAllRules`. */
  readonly plural: string;
  /** As in `updateRule` and as name of the body. */
  readonly item: string;
  readonly summary: string;
  readonly entity: string;
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function listOperation({ tag, plural, summary }: Collection): Operation {
  return {
    operationId: `getAll${plural}`,
    tag,
    summary: `List ${tag.toLowerCase()}`,
    parameters: [parameter.namespace, ...(tag === 'Packages' ? [parameter.shown] : []), ...parameter.page],
    responses: answers(responding('Newest first', list(defined(summary))), 400, 403),
    produces: JSON_TYPE,
  };
}

function entityOperations({ tag, item, entity }: Collection, suffix = ''): Readonly<Record<string, Operation>> {
  const shown = responding(`The ${item}`, defined(entity));
  const named = suffix === '' ? `get${capital(item)}ByName` : `get${capital(item)}${suffix}ByName`;
  return {
    get: {
      operationId: named,
      tag,
      summary: `Get a ${item}`,
      responses: answers(shown, ...READ, ...(item === 'package' ? [422] : [])),
      produces: JSON_TYPE,
    },
    put: {
      operationId: `update${capital(item)}${suffix}`,
      tag,
      summary: `Create or change a ${item}`,
      parameters: [parameter.overwrite, parameter.entityBody(item, `${capital(item)}Put`)],
      responses: answers(shown, ...WRITE, ...(item === 'action' || item === 'rule' ? [404] : [])),
      produces: JSON_TYPE,
      consuming: true,
    },
    delete: {
      operationId: `delete${capital(item)}${suffix}`,
      tag,
      summary: `Delete a ${item}`,
      parameters: item === 'package' ? [parameter.force] : [],
      responses: answers(shared('DeletedItem'), ...READ),
    },
  };
}

const actions: Collection = {
  tag: 'Actions',
  plural: 'Actions',
  item: 'action',
  summary: 'ActionMeta',
  entity: 'Action',
};
const rules: Collection = { tag: 'Rules', plural: 'Rules', item: 'rule', summary: 'RuleMeta', entity: 'Rule' };
const triggers: Collection = {
  tag: 'Triggers',
  plural: 'Triggers',
  item: 'trigger',
  summary: 'TriggerMeta',
  entity: 'Trigger',
};
const packages: Collection = {
  tag: 'Packages',
  plural: 'Packages',
  item: 'package',
  summary: 'Package',
  entity: 'Package',
};

function actionOperations(suffix: string): Readonly<Record<string, Operation>> {
  const { get, ...others } = entityOperations(actions, suffix);
  return {
    get: { ...(get as Operation), parameters: [parameter.code] },
    ...others,
    post: {
      operationId: `invokeAction${suffix}`,
      tag: 'Actions',
      summary: 'Invoke an action',
      parameters: [...parameter.calling, parameter.payload('Arguments of the call')],
      responses: {
        ...answers(responding('It ended well: its record, or its result'), 400, 403, 404, 408, 409, 413, 415, 429, 503),
        202: shared('AcceptedActivation'),
        502: responding('It ended with an error of its own: its record, or its result'),
      },
      consuming: true,
    },
  };
}

const web: Operation = { tag: 'Actions', summary: 'Call a web action', responses: anyAnswer };

const setState: Operation = {
  operationId: 'setState',
  tag: 'Rules',
  summary: 'Activate or deactivate a rule',
  parameters: [parameter.ruleStatus],
  responses: {
    ...textAnswers(shared('AcceptedRuleStateChange'), 400, 403, 404, 409, 415),
    202: shared('AcceptedRuleStateChange'),
  },
  produces: ['application/json', 'text/plain'],
  consuming: true,
};

const fireTrigger: Operation = {
  operationId: 'fireTrigger',
  tag: 'Triggers',
  summary: 'Fire a trigger',
  parameters: [parameter.payload('What the actions of its rules are given')],
  responses: firing(),
  consuming: true,
};

function firing(): Operation['responses'] {
  const { 200: _never, ...refusals } = answers({}, 400, 403, 404, 408, 409, 413, 415, 429);
  return {
    ...refusals,
    202: responding('Id of the record of the fire', defined('ActivationId')),
    204: shared('NoActiveRules'),
  };
}

const oneActivation = (operationId: string, summary: string, definition: string): PathDescription => ({
  parameters: [parameter.namespace, parameter.inPath('activationid', 'Id of the activation')],
  operations: {
    get: {
      operationId,
      tag: 'Activations',
      summary,
      responses: answers(responding('As it was stored', defined(definition)), 400, 403, 404),
      produces: JSON_TYPE,
    },
  },
});

const entityPath = (collection: Collection, more: Readonly<Record<string, Operation>> = {}): PathDescription => ({
  parameters: [parameter.namespace, parameter.inPath(`${collection.item}Name`, `Name of the ${collection.item}`)],
  operations: { ...entityOperations(collection), ...more },
});

const packageName = parameter.inPath('packageName', 'Name of the package');
const actionName = parameter.inPath('actionName', 'Name of the action');

const shownSecret = responding('Its name and dates', defined('Secret'));

/** Whisker's own: values go in and never come out. */
const secrets: Readonly<Record<string, Operation>> = {
  get: {
    operationId: 'getSecretByName',
    tag: 'Secrets',
    summary: 'Get name and dates of a secret',
    responses: answers(shownSecret, 400, 403, 404),
    produces: JSON_TYPE,
  },
  put: {
    operationId: 'updateSecret',
    tag: 'Secrets',
    summary: 'Set a secret',
    parameters: [parameter.entityBody('secret', 'SecretPut')],
    responses: answers(shownSecret, ...WRITE),
    produces: JSON_TYPE,
    consuming: true,
  },
  delete: {
    operationId: 'deleteSecret',
    tag: 'Secrets',
    summary: 'Delete a secret',
    responses: answers(shownSecret, 400, 403, 404),
  },
};

/** Every path below `/api/v1`. */
export const paths: Readonly<Record<string, PathDescription>> = {
  '/namespaces': {
    operations: {
      get: {
        operationId: 'getAllNamespaces',
        tag: 'Namespaces',
        summary: 'List the namespaces of the credentials',
        responses: answers(responding('Their names', list({ type: 'string' }))),
        produces: JSON_TYPE,
      },
    },
  },
  [`${OWN}/actions`]: { operations: { get: listOperation(actions) } },
  [`${OWN}/actions/{actionName}`]: {
    parameters: [parameter.namespace, actionName],
    operations: actionOperations(''),
  },
  [`${OWN}/actions/{packageName}/`]: {
    operations: {
      get: {
        operationId: 'getAllActionsInPackage',
        tag: 'Actions',
        summary: 'List the actions of a package',
        parameters: [parameter.namespace, packageName, ...parameter.page],
        responses: answers(responding('Newest first', list(defined('ActionMeta'))), ...READ),
        produces: JSON_TYPE,
      },
    },
  },
  [`${OWN}/actions/{packageName}/{actionName}`]: {
    parameters: [parameter.namespace, packageName, actionName],
    operations: actionOperations('InPackage'),
  },
  '/web/{namespace}/{packageName}/{actionName}.{extension}': {
    parameters: [
      parameter.namespace,
      packageName,
      actionName,
      parameter.inPath('extension', 'What to make of the result: http, json, html, svg or text'),
    ],
    operations: {
      get: web,
      put: web,
      delete: web,
      post: { ...web, parameters: [parameter.payload('Arguments of the call')] },
    },
  },
  [`${OWN}/rules`]: { operations: { get: listOperation(rules) } },
  [`${OWN}/rules/{ruleName}`]: entityPath(rules, { post: setState }),
  [`${OWN}/triggers`]: { operations: { get: listOperation(triggers) } },
  [`${OWN}/triggers/{triggerName}`]: entityPath(triggers, { post: fireTrigger }),
  [`${OWN}/packages`]: { operations: { get: listOperation(packages) } },
  [`${OWN}/packages/{packageName}`]: entityPath(packages),
  [`${OWN}/activations`]: {
    operations: {
      get: {
        operationId: 'getActivations',
        tag: 'Activations',
        summary: 'List activations',
        parameters: [parameter.namespace, ...parameter.activationFilter],
        responses: answers(responding('Latest first', list(defined('ActivationBrief'))), 400, 403),
        produces: JSON_TYPE,
      },
    },
  },
  [`${OWN}/activations/{activationid}`]: oneActivation('getActivationById', 'Get an activation', 'Activation'),
  [`${OWN}/activations/{activationid}/logs`]: oneActivation(
    'getActivationLogs',
    'Get the logs of an activation',
    'ActivationLogs',
  ),
  [`${OWN}/activations/{activationid}/result`]: oneActivation(
    'getActivationResult',
    'Get the result of an activation',
    'ActivationResult',
  ),
  [`${OWN}/secrets`]: {
    operations: {
      get: {
        operationId: 'getAllSecrets',
        tag: 'Secrets',
        summary: 'List secrets, without values',
        parameters: [parameter.namespace, ...parameter.page],
        responses: answers(responding('By name', list(defined('Secret'))), 400, 403),
        produces: JSON_TYPE,
      },
    },
  },
  [`${OWN}/secrets/{secretName}`]: {
    parameters: [parameter.namespace, parameter.inPath('secretName', 'Name of the secret')],
    operations: secrets,
  },
  [`${OWN}/limits`]: {
    operations: {
      get: {
        operationId: 'getLimits',
        tag: 'Limits',
        summary: 'Get what the namespace may use',
        parameters: [parameter.namespace],
        responses: answers(responding('The limits in force', defined('UserLimits')), 400, 403),
        produces: JSON_TYPE,
      },
    },
  },
};
