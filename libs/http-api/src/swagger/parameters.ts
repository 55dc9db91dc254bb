import type { JsonObject } from '@whisker/entities';
import { defined, type Schema } from './schema';

export const inPath = (name: string, description: string): JsonObject => ({
  name,
  in: 'path',
  description,
  required: true,
  type: 'string',
});

const inQuery = (name: string, type: 'integer' | 'boolean' | 'string', description: string): JsonObject => ({
  name,
  in: 'query',
  description,
  required: false,
  type,
});

/** A flag that clients know as a text. */
const flagText = (name: string, description: string): JsonObject => ({
  ...inQuery(name, 'string', description),
  enum: ['true', 'false'],
});

export const inBody = (name: string, description: string, schema: Schema): JsonObject => ({
  name,
  in: 'body',
  description,
  required: true,
  schema,
});

/** A body that may be left out. */
export const payload = (description: string): JsonObject => ({
  ...inBody('payload', description, { type: 'object' }),
  required: false,
});

export const namespace = inPath('namespace', 'A namespace; _ is that of the credentials');

export const page: readonly JsonObject[] = [
  inQuery('limit', 'integer', 'How many, 0 to 200; 30 unless told otherwise, 0 means 200'),
  inQuery('skip', 'integer', 'How many to leave out first'),
  inQuery('count', 'boolean', 'Answers an object with the number of what there is after skip, instead of a list'),
];

export const overwrite = flagText('overwrite', 'Whether to change what exists; false unless told otherwise');
export const force = flagText('force', 'Whether to delete what is in the package as well; false unless told otherwise');
export const code = inQuery('code', 'boolean', 'Whether to show the code; true unless told otherwise');
export const shown = inQuery('public', 'boolean', 'Ignored: other namespaces show what they share anyway');

export const calling: readonly JsonObject[] = [
  flagText('blocking', 'Whether to wait for the end; false unless told otherwise'),
  flagText('result', 'Whether a call that waits is answered with the result only; false unless told otherwise'),
  inQuery('timeout', 'integer', 'Longest wait for the end, ms, 1 to 60000; 60000 unless told otherwise'),
];

export const activationFilter: readonly JsonObject[] = [
  inQuery('name', 'string', 'Only those of this action, package/action or trigger'),
  ...page,
  inQuery('since', 'integer', 'Only those that began then or later, ms since 1970'),
  inQuery('upto', 'integer', 'Only those that began then or earlier, ms since 1970'),
  inQuery('docs', 'boolean', 'Whether to show whole records'),
];

export const ruleStatus = inBody('status', 'The state to set', {
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string', enum: ['inactive', 'active'] } },
});

/** The entity of a PUT. */
export const entityBody = (name: string, definition: string): JsonObject =>
  inBody(name, `The ${name} to create, or what to change of it`, defined(definition));
