import type { CatalogPackage } from '../catalog-package';
import { nodejsAction, optional, required } from '../nodejs-action';

const PROVIDE_KEY = { 'provide-api-key': true };
const payload = required('payload', 'A text');
const lines = required('lines', 'Array of texts');
const person = [optional('name', 'Who is greeted'), optional('place', 'Where from')];

/** Small actions to learn from (spec: feeds section 5). */
export const samples: CatalogPackage = {
  name: 'samples',
  shared: true,
  annotations: { description: 'Sample actions to learn from' },
  parameters: {},
  actions: [
    nodejsAction('helloWorld', {
      source: 'samples/helloWorld.js',
      description: 'Greets in the log',
      takes: [payload],
    }),
    nodejsAction('greeting', {
      source: 'samples/greeting.js',
      description: 'Returns a friendly greeting',
      takes: person,
      annotations: {
        sampleInput: { name: 'Dorothy', place: 'Kansas' },
        sampleOutput: { payload: 'Hello, Dorothy from Kansas!' },
      },
    }),
    nodejsAction('helloPromises', {
      source: 'samples/helloPromises.js',
      description: 'Invokes greeting, waits for it, and splits its result',
      takes: person,
      annotations: PROVIDE_KEY,
    }),
    nodejsAction('wordCount', { source: 'samples/wordCount.js', description: 'Counts words', takes: [payload] }),
    nodejsAction('wordCountAsync', {
      source: 'samples/wordCountAsync.js',
      description: 'Counts words, and answers a little later',
      takes: [payload],
    }),
    nodejsAction('countdown', {
      source: 'samples/countdown.js',
      description: 'Counts down by invoking itself',
      takes: [required('n', 'Where to begin')],
      annotations: PROVIDE_KEY,
    }),
    nodejsAction('curl', {
      source: 'samples/curl.js',
      description: 'Gets a web page',
      takes: [required('payload', 'Its URL')],
    }),
    nodejsAction('head', {
      source: 'samples/head.js',
      description: 'Returns the first lines',
      takes: [lines, optional('num', 'How many, 1 unless given')],
    }),
    nodejsAction('cat', { source: 'samples/cat.js', description: 'Joins lines into one text', takes: [lines] }),
    nodejsAction('printParams', { source: 'samples/printParams.js', description: 'Prints its arguments to the log' }),
    nodejsAction('invoke', {
      source: 'samples/invoke.js',
      description: 'Invokes /whisk.system/utils/date and waits for it',
      annotations: PROVIDE_KEY,
    }),
  ],
};
