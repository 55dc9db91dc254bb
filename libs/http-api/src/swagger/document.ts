import type { JsonObject, Runtimes } from '@whisker/entities';
import { definitions } from './definitions';
import { describePath } from './operations';
import { paths } from './paths';
import { sharedResponses } from './responses';

const TAGS = ['Actions', 'Rules', 'Triggers', 'Activations', 'Packages', 'Namespaces', 'Limits', 'Secrets'];

/** What `exec.kind` may be: the kinds on offer, a family's default, an image, a sequence. */
function kindsOf(runtimes: Runtimes): readonly string[] {
  return [
    'blackbox',
    'sequence',
    ...runtimes.families.flatMap((family) => [
      ...runtimes.all.filter((runtime) => runtime.family === family).map(({ kind }) => kind),
      `${family}:default`,
    ]),
  ];
}

/** The API below `/api/v1` in Swagger 2.0, for the kinds this platform offers. */
export function swaggerDocument(runtimes: Runtimes): JsonObject {
  return {
    swagger: '2.0',
    info: {
      title: 'Whisker REST API',
      description: 'The API of Apache OpenWhisk, served by Whisker',
      version: '1.0.0',
    },
    produces: ['application/json'],
    basePath: '/api/v1',
    securityDefinitions: { basicAuth: { type: 'basic' } },
    security: [{ basicAuth: [] }],
    tags: TAGS.map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).map(([path, description]) => [path, describePath(description)])),
    definitions: definitions(kindsOf(runtimes)),
    responses: sharedResponses,
  };
}
