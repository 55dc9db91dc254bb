import fc from 'fast-check';
import {
  activationFromDocument,
  activationToDocument,
  FIRST_VERSION,
  fromDocument,
  isEntityName,
  Json,
  nameFromId,
  newActivationId,
  nextVersion,
  parseActionBody,
  parseActivationId,
  parseAnnotations,
  parseAuthKey,
  parseEntityName,
  parseNamespace,
  parsePackageBody,
  parseParameters,
  parseQualifiedName,
  parseReference,
  parseRuleBody,
  parseTriggerBody,
  parseVersion,
  printAction,
  printActivation,
  printActivationText,
  printAuthKey,
  printName,
  printPackage,
  printRule,
  printTrigger,
  Runtimes,
  toDocument,
  type Action,
  type Activation,
  type Exec,
  type JsonValue,
  type Package,
  type QualifiedName,
  type Rule,
  type Trigger,
  type WhiskEntity,
} from './index';

const name = fc.stringMatching(/^[A-Za-z0-9_]([A-Za-z0-9_@ .&-]{0,20}[A-Za-z0-9_@.&-])?$/);
const namespace = name.filter((text) => text !== '_');
const version = fc
  .tuple(fc.nat(), fc.nat(), fc.nat())
  .filter((parts) => parts.some((part) => part > 0))
  .map((parts) => parts.join('.'));
const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;
const id = fc.stringMatching(/^[0-9a-f]{32}$/);
const time = fc.nat(2 ** 41);

const qualified: fc.Arbitrary<QualifiedName> = fc.oneof(
  fc.record({ namespace, name }),
  fc.record({ namespace, package: name, name }),
);
const plain: fc.Arbitrary<QualifiedName> = fc.record({ namespace, name });

const annotations = fc.uniqueArray(fc.record({ key: fc.string(), value: json }), { selector: ({ key }) => key });
const parameters = fc.uniqueArray(
  fc.record(
    { key: fc.string(), value: json, init: fc.constant(true as const), encryption: fc.string() },
    { requiredKeys: ['key', 'value'] },
  ),
  { selector: ({ key }) => key },
);

const base = { version, publish: fc.boolean(), updated: time, annotations };
const limits = fc.record(
  { timeout: fc.nat(), memory: fc.nat(), logs: fc.nat(), concurrency: fc.nat(), instances: fc.nat() },
  { requiredKeys: ['timeout', 'memory', 'logs', 'concurrency'] },
);

/** Text, and base64 of some bytes: never the one taken for the other. */
const code = fc.oneof(
  fc.string().map((text) => ({ code: `${text}!`, binary: false })),
  fc.uint8Array({ minLength: 1 }).map((bytes) => ({ code: Buffer.from(bytes).toString('base64'), binary: true })),
);
const main = fc.option(fc.string(), { nil: undefined }).map((text) => (text === undefined ? {} : { main: text }));
const kind = fc.constantFrom('nodejs:20', 'python:3.11', 'java:8');
const image = fc.constantFrom('a', 'whisk/example', 'host.example:5000/a/b:tag', 'localhost/x_y:1.0');

interface ExecAndCode {
  readonly exec: Exec;
  readonly code?: string;
}

const exec: fc.Arbitrary<ExecAndCode> = fc.oneof(
  fc.tuple(kind, code, main).map(([kind, { code, binary }, main]) => ({
    exec: { type: 'code' as const, kind, binary, ...main },
    code,
  })),
  fc.tuple(image, code, main).map(([image, { code, binary }, main]) => ({
    exec: { type: 'blackbox' as const, kind: 'blackbox' as const, image, binary, hasCode: true, ...main },
    code,
  })),
  fc.tuple(image, main).map(([image, main]) => ({
    exec: { type: 'blackbox' as const, kind: 'blackbox' as const, image, binary: false, hasCode: false, ...main },
  })),
  fc
    .array(qualified)
    .map((components) => ({ exec: { type: 'sequence' as const, kind: 'sequence' as const, components } })),
);

const action: fc.Arbitrary<Action> = fc
  .record({ ...base, name: qualified, parameters, limits, exec })
  .map(({ exec, ...rest }) => ({ type: 'action', ...rest, exec: exec.exec }));
const pkg: fc.Arbitrary<Package> = fc
  .tuple(fc.record({ ...base, name: plain, parameters }), fc.record({ binding: plain }, { requiredKeys: [] }))
  .map(([members, some]) => ({ type: 'package', ...members, ...some }));
const status = fc.constantFrom('active' as const, 'inactive' as const);
const rules = fc.dictionary(
  fc.tuple(namespace, name).map((parts) => parts.join('/')),
  fc.record({ action: qualified, status }),
);
const trigger: fc.Arbitrary<Trigger> = fc
  .tuple(fc.record({ ...base, name: plain, parameters }), fc.record({ rules }, { requiredKeys: [] }))
  .map(([members, some]) => ({ type: 'trigger', ...members, ...some }));
const rule: fc.Arbitrary<Rule> = fc
  .record({ ...base, name: plain, trigger: plain, action: qualified })
  .map((members) => ({ type: 'rule', ...members }));
const entity: fc.Arbitrary<WhiskEntity> = fc.oneof(action, pkg, trigger, rule);

const response = fc.record(
  {
    statusCode: fc.constantFrom(0, 1, 2, 3) as fc.Arbitrary<0 | 1 | 2 | 3>,
    result: json.map((value) => Json.of(value)),
    size: fc.nat(),
  },
  { requiredKeys: ['statusCode'] },
);
const always = { namespace, name, version, subject: fc.string(), activationId: id, start: time, response, annotations };
const sometimes = { cause: id, duration: fc.nat(), end: time.filter((end) => end > 0) };
const activation: fc.Arbitrary<Activation> = fc
  .tuple(
    fc.record({ ...always, logs: fc.array(fc.string()), publish: fc.boolean() }),
    fc.record(sometimes, { requiredKeys: [] }),
  )
  .map(([members, some]) => ({ ...members, ...some }));

/** A record with its result as plain value: two results are the same whichever of text and value they hold. */
const shown = ({ response, ...rest }: Activation) => ({
  ...rest,
  response: { ...response, result: response.result?.value },
});
/** As it comes back from a store or over HTTP. */
const sent = (value: JsonValue): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;
/** JSON has no -0. */
const settled = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const runtimes = new Runtimes(
  ['nodejs:20', 'python:3.11', 'java:8'].map((kind) => ({
    ...{ kind, family: kind.split(':')[0] as string, default: true, deprecated: false, requireMain: false },
    ...{ image: kind, attached: true, stemCells: [] },
  })),
);
const context = { runtimes, ownNamespace: 'own' };

describe('what is printed reads as the same', () => {
  const same =
    <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void) =>
    () =>
      fc.assert(fc.property(arbitrary, check));

  it(
    'names',
    same(name, (text) => {
      expect(parseEntityName(text)).toBe(text);
      expect(parseNamespace(text)).toBe(text);
      expect(isEntityName(text)).toBe(true);
    }),
  );

  it(
    'qualified names',
    same(qualified, (value) => {
      expect(parseQualifiedName(printName(value), 'own')).toEqual(value);
      expect(parseReference(`/${printName(value)}`, 'own')).toEqual(value);
      expect(nameFromId(printName(value))).toEqual(value);
    }),
  );

  it(
    'versions, also the next one',
    same(version, (text) => {
      expect(parseVersion(text)).toBe(text);
      expect(parseVersion(nextVersion(text))).toBe(nextVersion(text));
      expect(parseVersion(FIRST_VERSION)).toBe(FIRST_VERSION);
    }),
  );

  it(
    'activation ids, also fresh ones',
    same(id, (text) => {
      expect(parseActivationId(text)).toBe(text);
      expect(parseActivationId(newActivationId())).toHaveLength(32);
    }),
  );

  it(
    'auth keys',
    same(
      fc.record({ uuid: fc.uuid(), key: fc.string({ minLength: 64, maxLength: 64, unit: 'binary-ascii' }) }),
      (key) => {
        expect(parseAuthKey(printAuthKey(key))).toEqual(key);
      },
    ),
  );

  it(
    'parameters and annotations',
    same(fc.tuple(parameters, annotations), ([some, others]) => {
      expect(parseParameters(some)).toEqual(some);
      expect(parseAnnotations(others)).toEqual(others);
    }),
  );

  it(
    'documents of entities, as value and as text',
    same(entity, (value) => {
      const document = toDocument(value);
      expect(fromDocument(document)).toEqual(value);
      expect(fromDocument(JSON.stringify(document))).toEqual(settled(value));
    }),
  );

  it(
    'documents of activations',
    same(activation, (record) => {
      expect(shown(activationFromDocument(activationToDocument(record)))).toEqual(settled(shown(record)));
    }),
  );

  it(
    'records as text and as value',
    same(activation, (record) => {
      expect(printActivationText(record)).toBe(JSON.stringify(printActivation(record)));
    }),
  );
});

describe('what GET shows can be PUT again', () => {
  it('an action', () => {
    const put = fc.tuple(action, exec).map(([action, { exec, code }]) => ({ action: { ...action, exec }, code }));
    fc.assert(
      fc.property(put, ({ action, code }) => {
        const body = parseActionBody(sent(printAction(action, code === undefined ? {} : { code })), context);
        const { version, publish, annotations, parameters, limits, exec } = settled(action);
        expect(body).toEqual({
          version,
          publish,
          annotations,
          parameters,
          limits,
          exec: code === undefined ? { exec } : { exec, code },
        });
      }),
    );
  });

  it('a package', () => {
    fc.assert(
      fc.property(pkg, (value) => {
        const { version, publish, annotations, parameters, binding } = settled(value);
        const body = parsePackageBody(sent(printPackage(value)), context);
        expect(body).toEqual({ version, publish, annotations, parameters, ...(binding && { binding }) });
      }),
    );
  });

  it('a trigger', () => {
    fc.assert(
      fc.property(trigger, (value) => {
        const { version, publish, annotations, parameters } = settled(value);
        expect(parseTriggerBody(sent(printTrigger(value)))).toEqual({ version, publish, annotations, parameters });
      }),
    );
  });

  it('a rule, once its references are written as names', () => {
    fc.assert(
      fc.property(rule, status, (value, state) => {
        const { version, publish, annotations, trigger, action } = settled(value);
        const references = { trigger: `/${printName(trigger)}`, action: `/${printName(action)}` };
        const body = parseRuleBody({ ...(sent(printRule(value, state)) as object), ...references }, context);
        expect(body).toEqual({ version, publish, annotations, trigger, action });
      }),
    );
  });
});
