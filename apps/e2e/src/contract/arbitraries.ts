import * as fc from 'fast-check';
import type { RawRequest } from './raw-request';
import type { Operation, Parameter, Schema, SwaggerDocument } from './swagger';

/** A request that an operation's description allows, or nearly. */
export interface Asked {
  readonly operation: Operation;
  readonly request: RawRequest;
}

/** Few of each kind, so that requests meet the same entities. */
const usualNames: Readonly<Record<string, readonly string[]>> = {
  actionName: ['a', 'a', 'b', 'fails', 'a b'],
  packageName: ['p', 'p', 'q', 'A@b.c&d-e'],
  triggerName: ['t', 'idle', 'u'],
  ruleName: ['r', 's'],
  secretName: ['s', 'u'],
};

/** Names of other kinds, and such as no entity may have. */
const otherNames = fc.oneof(
  fc.constantFrom('a', 'p', 't', 'r', 'default', '_', 'a/b', '.', 'x'.repeat(257), ' a', 'a ', '☃', '%', '\u0000'),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
);

const namesOf = (parameter: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 15, arbitrary: fc.constantFrom(...(usualNames[parameter] ?? ['_', 'guest'])) },
    { weight: 1, arbitrary: otherNames },
  );

const ids = fc.oneof(fc.stringMatching(/^[0-9a-f]{32}$/), fc.constantFrom('0'.repeat(31), 'g'.repeat(32), 'x'));

/** What texts of bodies mean is not in the description; these are the values it leads to most. */
const wellKnown: Readonly<Record<string, readonly string[]>> = {
  kind: ['nodejs:default', 'nodejs:default', 'python:default', 'sequence', 'blackbox', 'cobol:1'],
  code: ['function main(args) { return args }', 'function main() { return { error: 1 } }', 'function main() {', ''],
  image: ['a/b', 'A//b:', ''],
  main: ['main', ''],
  components: ['/_/a', '/_/p/a', '/other/a', 'a', ''],
  trigger: ['/_/t', '/_/t', '/_/idle', '/_/u', '/_/missing', 't', '/other/t'],
  action: ['/_/a', '/_/p/a', '/_/b', '/_/a', '/_/missing', ''],
  version: ['0.0.1', '1.2', '3.0.1', '2.0.0', '7', 'x', '0.0.0'],
  namespace: ['_', 'guest', '_', 'other', ''],
  name: ['p', 'q', 'a', ''],
};

const wellKnownNumbers: Readonly<Record<string, readonly number[]>> = {
  timeout: [100, 1000, 60_000],
  memory: [128, 256],
  logs: [0, 1, 10],
  concurrency: [1],
  instances: [1, 2],
};

/** Members of an `exec` belong together, which the description does not tell. */
const EXECS: readonly unknown[] = [
  { kind: 'nodejs:default', code: 'function main(args) { return args }' },
  { kind: 'nodejs:default', code: 'function main() { return { error: "no" } }' },
  { kind: 'python:default', code: 'def main(args): return {"body": "b"}' },
  { kind: 'sequence', components: ['/_/a', '/_/p/a'] },
];

const TEXTS: readonly string[] = ['', 'text', 'x'.repeat(300)];

/** Values of a schema; nearly always of its type. */
class Values {
  constructor(private readonly document: SwaggerDocument) {}

  of(schema: Schema, name = '', depth = 0): fc.Arbitrary<unknown> {
    const any = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, '', 0, -1, [], {}, '__proto__'));
    if (depth > 5) return any;
    return fc.oneof({ weight: 80, arbitrary: this.#typed(schema, name, depth) }, { weight: 1, arbitrary: any });
  }

  #typed(schema: Schema, name: string, depth: number): fc.Arbitrary<unknown> {
    const { $ref, type, items, properties, enum: choices, required = [] } = schema;
    if (name === 'exec' && depth < 2) {
      const whole = fc.constantFrom<unknown[]>(...EXECS);
      return fc.oneof({ weight: 4, arbitrary: whole }, { weight: 1, arbitrary: this.#typed(schema, 'part', depth) });
    }
    if ($ref !== undefined)
      return this.of(this.document.definitions[$ref.replace('#/definitions/', '')] as Schema, name, depth + 1);
    if (items) return fc.array(this.of(items, name, depth + 1), { maxLength: 3 });
    if (properties) {
      const members: Record<string, fc.Arbitrary<unknown>> = {};
      for (const [key, member] of Object.entries(properties)) members[key] = this.of(member, key, depth + 1);
      return fc.record(members, { requiredKeys: [...required] });
    }
    if (type === 'string') {
      const texts = wellKnown[name] ?? (choices as readonly string[] | undefined) ?? TEXTS;
      return fc.constantFrom<string[]>(...texts);
    }
    if (type === 'integer') {
      const known = fc.constantFrom(...(wellKnownNumbers[name] ?? [0, 1]));
      return fc.oneof({ weight: 8, arbitrary: known }, { weight: 1, arbitrary: fc.oneof(fc.integer(), fc.double()) });
    }
    if (type === 'boolean') return fc.boolean();
    return fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });
  }
}

function queryValue({ type, name, enum: choices }: Parameter): fc.Arbitrary<string> {
  const junk = fc.constantFrom('', 'x', '-1', '1.5', '201', '9'.repeat(30), '☃', '%00');
  // A wait is short: what is tested is not how long functions run.
  if (name === 'timeout')
    return fc.oneof({ weight: 5, arbitrary: fc.constantFrom('1', '500') }, { weight: 1, arbitrary: junk });
  const texts = choices ?? (type === 'boolean' ? ['true', 'false', 'YES', '0'] : ['a', 'p/a', 'a/b/c']);
  const valid = type === 'integer' ? fc.nat({ max: 200 }).map(String) : fc.constantFrom<string[]>(...texts);
  return fc.oneof({ weight: 15, arbitrary: valid }, { weight: 1, arbitrary: junk });
}

const pathValue = ({ name }: Parameter): fc.Arbitrary<string> => {
  if (name === 'namespace')
    return fc.oneof({ weight: 15, arbitrary: fc.constant('_') }, { weight: 1, arbitrary: otherNames });
  if (name === 'activationid') return ids;
  if (name === 'extension') return fc.constantFrom('http', 'json', 'html', 'svg', 'text', 'x');
  return namesOf(name);
};

function headersWith(authorization: string): fc.Arbitrary<Record<string, string>> {
  const usually = (usual: string, ...others: fc.Arbitrary<string>[]) =>
    fc.oneof({ weight: 20, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.oneof(...others) });
  return fc
    .record({
      authorization: usually(authorization, fc.constantFrom('Basic', 'Bearer x', 'Basic eDp5', '')),
      'content-type': usually(
        'application/json',
        fc.constantFrom('text/plain', 'nonsense', 'application/json;charset=UTF-8', ''),
      ),
      accept: usually('*/*', fc.constantFrom('text/html', 'application/json;q=0', ',;')),
      'x-request-id': usually('', fc.stringMatching(/^[!-~]{1,40}$/)),
    })
    .map((headers) => ({ ...headers }));
}

/** Requests to an operation. */
function requestsTo(operation: Operation, values: Values, authorization: string): fc.Arbitrary<Asked> {
  const { method, path, parameters } = operation;
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const body = parameters.find((parameter) => parameter.in === 'body');
  const recordOf = (some: readonly Parameter[], value: (parameter: Parameter) => fc.Arbitrary<string>) =>
    Object.fromEntries(some.map((parameter) => [parameter.name, value(parameter)]));
  return fc
    .record({
      path: fc.record(recordOf(inPath, pathValue)),
      query: fc.record(recordOf(inQuery, queryValue), { requiredKeys: [] }),
      headers: headersWith(authorization),
      body: bodyOf(body, values),
    })
    .map(({ path: given, query, headers, body: sent }) => {
      const search = new URLSearchParams(query as Record<string, string>).toString();
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[name] ?? ''));
      const target = search === '' ? filled : `${filled}?${search}`;
      return { operation, request: { method, path: target, headers, ...(sent !== undefined && { body: sent }) } };
    });
}

function bodyOf(parameter: Parameter | undefined, values: Values): fc.Arbitrary<string | undefined> {
  if (!parameter?.schema) return fc.constant(undefined);
  return fc.oneof(
    { weight: 20, arbitrary: values.of(parameter.schema).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, '{', '[]', 'null', '"', '\u0000', '{"a":1}x') },
  );
}

/** Requests to any operation of a description, as a caller with these credentials. */
export function requestsOf(
  document: SwaggerDocument,
  operations: readonly Operation[],
  authorization: string,
): fc.Arbitrary<Asked> {
  const values = new Values(document);
  // Of nothing little can be read: there is more written than deleted.
  const weightOf = ({ method, path }: Operation) =>
    path.includes('/web/') || method === 'DELETE' ? 1 : method === 'PUT' ? 10 : method === 'POST' ? 6 : 2;
  const weighted = operations.map((operation) => ({
    weight: weightOf(operation),
    arbitrary: requestsTo(operation, values, authorization),
  }));
  return fc.oneof(...weighted);
}
