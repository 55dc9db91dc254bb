import type { CatalogPackage } from '../catalog-package';
import { nodejsAction, optional, required } from '../nodejs-action';

const PROVIDE_KEY = { 'provide-api-key': true };
const lines = required('lines', 'Array of texts');

/** Small building blocks for sequences (spec: feeds section 5). */
export const utils: CatalogPackage = {
  name: 'utils',
  shared: true,
  annotations: { description: 'Building blocks that format and assemble data' },
  parameters: {},
  actions: [
    nodejsAction('echo', {
      source: 'utils/echo.js',
      description: 'Returns the input',
      takes: [optional('payload', 'Any value')],
      annotations: { sampleInput: { payload: 'Five fuzzy felines' }, sampleOutput: { payload: 'Five fuzzy felines' } },
    }),
    nodejsAction('cat', { source: 'utils/cat.js', description: 'Joins lines into one text', takes: [lines] }),
    nodejsAction('split', {
      source: 'utils/split.js',
      description: 'Splits a text into lines',
      takes: [required('payload', 'The text'), optional('separator', 'What stands between two lines')],
      annotations: { sampleInput: { payload: 'one,two', separator: ',' } },
    }),
    nodejsAction('sort', { source: 'utils/sort.js', description: 'Sorts lines', takes: [lines] }),
    nodejsAction('head', {
      source: 'utils/head.js',
      description: 'Returns the first lines',
      takes: [lines, optional('num', 'How many, 1 unless given')],
    }),
    nodejsAction('smash', {
      source: 'utils/smash.js',
      description: 'Puts all arguments under one name',
      takes: [required('$fieldName', 'The name')],
    }),
    nodejsAction('date', { source: 'utils/date.js', description: 'Tells the date and time' }),
    nodejsAction('namespace', {
      source: 'utils/namespace.js',
      description: 'Tells the namespace of the caller',
      annotations: PROVIDE_KEY,
    }),
    nodejsAction('hosturl', {
      source: 'utils/hosturl.js',
      description: 'Tells the URL of an action, a web action or a trigger',
      takes: [
        optional('web', 'Whether a web action is meant'),
        optional('ext', 'Extension of a web action: .html, .http, .json, .svg or .text'),
        optional('trigger', 'Whether a trigger is meant'),
        optional('path', 'Name of the action or trigger, with its package'),
      ],
    }),
  ],
};
