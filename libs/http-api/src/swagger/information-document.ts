import type { JsonObject } from '@whisker/entities';
import { responding } from './responses';
import { defined, flag, list, members, text, whole } from './schema';

const get = (summary: string, success: JsonObject, more: JsonObject = {}): JsonObject => ({
  get: { summary, security: [], responses: { 200: success, ...more } },
});

const paths: JsonObject = {
  '/': get('What this platform is and allows', responding('Paths, kinds and limits', defined('Info'))),
  '/api/v1': get('What the API is', responding('Its version and where it is described', defined('ApiInfo'))),
  '/ping': get('Whether it answers', responding('pong')),
  '/invokers': get(
    'Invokers and their state',
    responding('State by name', {
      type: 'object',
      additionalProperties: { type: 'string', enum: ['up', 'down', 'unhealthy', 'unresponsive'] },
    }),
  ),
  '/invokers/healthy/count': get('How many invokers can be used', responding('Their number', { type: 'integer' })),
  '/invokers/ready': get(
    'Whether all invokers can be used',
    responding('All can', members({ healthy: text('usable/all') }, ['healthy'])),
    { 500: responding('Some cannot', members({ unhealthy: text('usable/all') }, ['unhealthy'])) },
  ),
  '/activation': get(
    'What runs',
    responding('Activations in flight', members({ activations: whole('Their number') }, ['activations'])),
  ),
  '/activation/count': get('How much runs', responding('Number of activations in flight', { type: 'integer' })),
  '/disable': {
    post: {
      summary: 'Take no more invocations, for the operator of the controller',
      responses: {
        200: responding('None are taken from now on'),
        401: responding('User or password are wrong', defined('ErrorMessage')),
      },
    },
  },
};

const runtime = members(
  {
    kind: text('Language and version'),
    image: text('Container image'),
    default: flag('Whether it is the default of its family'),
    requireMain: flag('Whether an action has to name its function'),
    attached: flag('Whether code may be sent as an attachment'),
    deprecated: flag('Whether it may no longer be created, changed or invoked'),
  },
  ['kind', 'image', 'default', 'requireMain', 'attached', 'deprecated'],
);

const definitions: JsonObject = {
  Info: {
    type: 'object',
    ...members(
      {
        description: text('What this is'),
        support: {
          type: 'object',
          description: 'Where to ask',
          properties: { github: { type: 'string' }, slack: { type: 'string' } },
        },
        api_paths: list({ type: 'string' }, 'Where the API is'),
        limits: {
          type: 'object',
          ...members(
            {
              actions_per_minute: whole('Invocations a namespace may make in a minute'),
              triggers_per_minute: whole('Fires a namespace may make in a minute'),
              concurrent_actions: whole('Activations a namespace may have at a time'),
            },
            ['actions_per_minute', 'triggers_per_minute', 'concurrent_actions'],
          ),
        },
        runtimes: defined('RuntimesManifest'),
      },
      ['description', 'support', 'api_paths', 'limits', 'runtimes'],
    ),
  },
  RuntimesManifest: {
    type: 'object',
    description: 'Kinds by family',
    properties: { family: { type: 'array', items: runtime } },
    additionalProperties: { type: 'array', items: runtime },
  },
  ApiInfo: members({
    description: text('What this is'),
    api_version: text('Version of the API'),
    api_version_path: text('Its part of the path'),
    build: text('When this was built'),
    buildno: text('Which build this is'),
    swagger_paths: members({ ui: text('The API as a page'), 'api-docs': text('The API in Swagger 2.0') }),
  }),
  ErrorMessage: members({ error: text('What is wrong'), code: text('Id of the transaction') }, ['error', 'code']),
};

/** What is served outside `/api/v1`, in Swagger 2.0. */
export const informationDocument: JsonObject = {
  swagger: '2.0',
  info: { title: 'Whisker', description: 'What this platform is, allows and does now', version: '1.0.0' },
  produces: ['application/json'],
  basePath: '/',
  securityDefinitions: { basicAuth: { type: 'basic' } },
  security: [{ basicAuth: [] }],
  tags: [],
  paths,
  definitions,
};
