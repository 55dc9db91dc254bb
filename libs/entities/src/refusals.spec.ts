import fc from 'fast-check';
import {
  activationFromDocument,
  activationToDocument,
  fromDocument,
  Json,
  parseActionBody,
  parseActivationId,
  parseActivationListQuery,
  parseAnnotations,
  parseAuthKey,
  parseEntityName,
  parseNamespace,
  parsePackageBody,
  parseParameters,
  parseQualifiedName,
  parseReference,
  parseRuleBody,
  parseRuleStatusBody,
  parseTriggerBody,
  parseVersion,
  defaultSystemLimits,
  Runtimes,
  WhiskError,
} from './index';
import { parseImageName } from './image-name';

const runtimes = new Runtimes([
  {
    ...{ kind: 'nodejs:20', family: 'nodejs', default: true, deprecated: false, requireMain: true },
    ...{ image: 'x', attached: true, stemCells: [] },
  },
]);
const context = { runtimes, ownNamespace: 'own' };

/** Whatever a parser makes of it, it must not fail in any other way than a catalogued one. */
function fallsNever(parse: () => unknown): void {
  try {
    parse();
  } catch (fault) {
    if (!WhiskError.is(fault)) throw fault;
  }
}

const READERS: Readonly<Record<string, (input: unknown) => unknown>> = {
  parseActionBody: (input) => parseActionBody(input, context),
  parsePackageBody: (input) => parsePackageBody(input, context),
  parseTriggerBody,
  parseRuleBody: (input) => parseRuleBody(input, context),
  parseRuleStatusBody,
  parseParameters,
  parseAnnotations,
  parseVersion,
  parseReference: (input) => parseReference(input, 'own'),
  fromDocument,
  activationFromDocument,
};

const TEXT_READERS: Readonly<Record<string, (text: string) => unknown>> = {
  parseEntityName,
  parseNamespace,
  parseQualifiedName: (text) => parseQualifiedName(text, 'own'),
  parseReference: (text) => parseReference(text, 'own'),
  parseActivationId,
  parseAuthKey,
  parseImageName,
  parseVersion,
  fromDocument,
  activationFromDocument,
};

const VALID = {
  exec: { kind: 'nodejs:20', code: 'x', main: 'main', image: 'a/b:c', components: ['/_/a', '/ns/p/b'] },
  binding: { namespace: '_', name: 'p' },
  trigger: '/_/t',
  action: '/_/a',
  status: 'active',
  version: '1.2.3',
  publish: true,
  parameters: [{ key: 'a', value: 1, init: true, encryption: 'noop' }],
  annotations: [{ key: 'a', value: { b: [] } }],
  delAnnotations: ['a'],
  limits: { timeout: 1000, memory: 256, logs: 1, concurrency: 1, instances: 1 },
  ...{
    namespace: 'ns',
    name: 'n',
    updated: 1,
    rules: { 'ns/r': { action: { path: 'ns', name: 'a' }, status: 'active' } },
  },
};

const ACTIVATION = JSON.parse(
  activationToDocument({
    ...{
      namespace: 'ns',
      name: 'n',
      version: '0.0.1',
      subject: 'subject',
      activationId: 'a'.repeat(32),
      start: 1,
      end: 2,
      duration: 1,
    },
    ...{ response: { statusCode: 0, result: Json.of({}), size: 2 }, logs: ['x'], annotations: [], publish: false },
  }),
) as object;

/** A legal value in which one member, however deep, was replaced by anything. */
function mutated(valid: object): fc.Arbitrary<unknown> {
  const paths = pathsOf(valid);
  return fc
    .tuple(fc.constantFrom(...paths), fc.oneof(fc.anything(), fc.jsonValue()))
    .map(([path, value]) => withValue(valid, path, value));
}

function pathsOf(value: unknown): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsOf(inner).map((rest) => [key, ...rest])]);
}

function withValue(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(target) ? [...(target as unknown[])] : { ...(target as object) }) as Record<
    string,
    unknown
  >;
  copy[key] = withValue(copy[key], rest, value);
  return copy;
}

const inputs = fc.oneof(
  fc.anything({ withBigInt: true, withNullPrototype: true }),
  fc.jsonValue(),
  mutated(VALID),
  mutated({ ...VALID, exec: { ...VALID.exec, kind: 'blackbox' } }),
  mutated({ ...VALID, exec: { ...VALID.exec, kind: 'sequence' } }),
  mutated(ACTIVATION),
);
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.stringMatching(/^[/_@:.A-Za-z0-9-]{0,40}$/),
  fc.json(),
);

describe('no input makes a reader fail but with a catalogued refusal', () => {
  it.each(Object.entries(READERS))('%s, given any value', (_name, read) => {
    fc.assert(
      fc.property(inputs, (input) => fallsNever(() => read(input))),
      { numRuns: 500 },
    );
  });

  it.each(Object.entries(TEXT_READERS))('%s, given any text', (_name, read) => {
    fc.assert(
      fc.property(texts, (text) => fallsNever(() => read(text))),
      { numRuns: 500 },
    );
  });

  it('parseActivationListQuery, given any texts', () => {
    const names = ['limit', 'skip', 'count', 'docs', 'name', 'since', 'upto'];
    const query = fc.dictionary(fc.constantFrom(...names), fc.oneof(texts, fc.integer().map(String)));
    fc.assert(
      fc.property(query, (values) =>
        fallsNever(() => parseActivationListQuery((name) => values[name], defaultSystemLimits)),
      ),
      { numRuns: 500 },
    );
  });
});
