import {
  parseActionBody,
  parsePackageBody,
  parseRuleBody,
  parseRuleStatusBody,
  parseTriggerBody,
  Runtimes,
  WhiskError,
  type Runtime,
} from './index';

const runtime = (kind: string, members: Partial<Runtime> = {}): Runtime => ({
  ...{ kind, family: kind.split(':')[0] ?? kind, default: true, deprecated: false, requireMain: false },
  ...{ image: kind, attached: true, stemCells: [] },
  ...members,
});
const runtimes = new Runtimes([
  runtime('nodejs:20'),
  runtime('java:8', { requireMain: true }),
  runtime('ballerina:0', { attached: false }),
]);
const context = { runtimes, ownNamespace: 'own' };

const READ: Readonly<Record<string, (body: unknown) => unknown>> = {
  action: (body) => parseActionBody(body, context),
  exec: (exec) => parseActionBody({ exec }, context),
  limits: (limits) => parseActionBody({ limits }, context),
  package: (body) => parsePackageBody(body, context),
  trigger: parseTriggerBody,
  rule: (body) => parseRuleBody(body, context),
  status: parseRuleStatusBody,
};

const KINDS = "'nodejs:20', 'java:8', 'ballerina:0', 'sequence', 'blackbox'";
const unsupported = (kind: string) =>
  `The specified runtime '${kind}' is not supported by this platform. Valid values are: ${KINDS}.`;
const INCOMPLETE =
  'requirement failed: The fully qualified name of the entity must contain at least the namespace and the name of the entity.';

/** Reader, body, text after `The request content was malformed:` (spec: errors section 4, rest-api sections 3 and 6 to 9). */
const TABLE: readonly (readonly [string, unknown, string])[] = [
  ['action', [], "Object expected in field 'exec'"],
  ['action', 'text', "Object expected in field 'exec'"],
  ['action', null, "Object expected in field 'exec'"],
  ['trigger', [], "Object expected in field 'exec'"],
  ['package', [1], "Object expected in field 'exec'"],
  ['rule', 5, "Object expected in field 'exec'"],

  ['exec', 'x', 'JSON object expected'],
  ['exec', [], 'JSON object expected'],
  ['exec', {}, "'kind' must be a string defined in 'exec'"],
  ['exec', { kind: 5, code: '' }, "'kind' must be a string defined in 'exec'"],
  ['exec', { kind: '', code: 'x' }, unsupported('')],
  ['exec', { kind: ' Foo ', code: 'x' }, unsupported('foo')],
  ['exec', { kind: 'nodejs', code: 'x' }, unsupported('nodejs')],
  ['exec', { kind: 'foo:default', code: 'x' }, unsupported('foo:default')],
  [
    'exec',
    { kind: 'nodejs:20' },
    "'code' must be a string or attachment object defined in 'exec' for 'nodejs:20' actions",
  ],
  [
    'exec',
    { kind: 'nodejs:default' },
    "'code' must be a string or attachment object defined in 'exec' for 'nodejs:20' actions",
  ],
  ['exec', { kind: 'ballerina:0' }, "'code' must be a string defined in 'exec' for 'ballerina:0' actions"],
  ['exec', { kind: 'ballerina:0', code: 5 }, "'code' must be a string defined in 'exec' for 'ballerina:0' actions"],
  ['exec', { kind: 'nodejs:20', code: 5 }, 'Could not deserialize as attachment record: 5'],
  ['exec', { kind: 'nodejs:20', code: null }, 'Could not deserialize as attachment record: null'],
  ['exec', { kind: 'nodejs:20', code: { a: 1 } }, 'Could not deserialize as attachment record: {"a":1}'],
  [
    'exec',
    { kind: 'nodejs:20', code: 'x', main: 5 },
    "if defined, 'main' be a string in 'exec' for 'nodejs:20' actions",
  ],
  ['exec', { kind: 'java:8', code: 'x' }, "'main' must be a string defined in 'exec' for 'java:8' actions"],
  ['exec', { kind: 'java:8', code: 'x', main: 7 }, "if defined, 'main' be a string in 'exec' for 'java:8' actions"],
  ['exec', { kind: 'blackbox' }, "'image' must be a string defined in 'exec' for 'blackbox' actions"],
  ['exec', { kind: 'blackbox', image: 5 }, "'image' must be a string defined in 'exec' for 'blackbox' actions"],
  ['exec', { kind: 'blackbox', image: 'UPPER/case:tag!' }, 'could not parse image name'],
  ['exec', { kind: 'blackbox', image: 'x', code: 5 }, 'Could not deserialize as attachment record: 5'],
  [
    'exec',
    { kind: 'blackbox', image: 'x', main: 5 },
    "if defined, 'main' be a string in 'exec' for 'blackbox' actions",
  ],
  ['exec', { kind: 'sequence' }, "'components' must be defined for sequence kind"],
  ['exec', { kind: 'sequence', components: 'x' }, "'components' must be an array"],
  ['exec', { kind: 'sequence', components: [5] }, 'fully qualified name malformed'],
  ['exec', { kind: 'sequence', components: [''] }, 'requirement failed: path undefined'],
  ['exec', { kind: 'sequence', components: ['x'] }, INCOMPLETE],

  ['action', { parameters: 5 }, 'parameters malformed!'],
  ['action', { parameters: {} }, 'parameters malformed!'],
  ['action', { parameters: [1] }, 'parameters malformed!'],
  ['action', { parameters: [{ key: 'a' }] }, 'parameters malformed!'],
  ['action', { parameters: [{ value: 1 }] }, 'parameters malformed!'],
  ['action', { parameters: [{ key: 5, value: 1 }] }, 'parameters malformed!'],
  ['action', { parameters: [{ key: 'a', value: 1, init: 'yes' }] }, 'parameters malformed!'],
  ['action', { annotations: 'x' }, 'parameters malformed!'],
  ['package', { parameters: 'x' }, 'parameters malformed!'],
  ['trigger', { annotations: [{ key: 'a' }] }, 'parameters malformed!'],
  ['rule', { annotations: 5 }, 'parameters malformed!'],
  ['action', { delAnnotations: 'b' }, 'Expected Array as JsArray, but got "b"'],
  ['action', { delAnnotations: [5] }, 'Expected String as JsString, but got 5'],

  ...['', 'x', '1.x.1', '0.0.0', '-1.0.0', '1.0.0-beta', '1..2', 7, {}].map(
    (version) => ['action', { version }, 'semantic version malformed'] as const,
  ),
  ['trigger', { version: 1 }, 'semantic version malformed'],
  ['action', { publish: 'true' }, 'Expected JsBoolean, but got "true"'],
  ['package', { publish: 1 }, 'Expected JsBoolean, but got 1'],

  ['limits', 5, "Object expected in field 'timeout'"],
  ['limits', [], "Object expected in field 'timeout'"],
  ['limits', { timeout: 1.5 }, 'requirement failed: time limit must be whole number'],
  ['limits', { memory: 200.5 }, 'requirement failed: memory limit must be whole number'],
  ['limits', { logs: 1.5 }, 'requirement failed: log limit must be whole number'],
  ['limits', { concurrency: 1.5 }, 'requirement failed: intra concurrency limit must be whole number'],
  ['limits', { instances: 1.5 }, 'requirement failed: instance concurrency limit must be whole number'],
  ['limits', { timeout: 'x' }, 'time limit malformed'],
  ['limits', { memory: 'x' }, 'memory limit malformed'],
  ['limits', { logs: 'x' }, 'log limit malformed'],
  ['limits', { concurrency: 'x' }, 'concurrency limit malformed'],
  ['limits', { instances: true }, 'instance concurrency limit malformed'],
  ['limits', { logs: -1 }, 'requirement failed: a negative size of an object is not allowed.'],
  ['limits', { memory: -1 }, 'requirement failed: a negative size of an object is not allowed.'],
  ['limits', { instances: -1 }, 'requirement failed: Action container concurrency must be greater than or equal to 0.'],
  ['trigger', { limits: 5 }, 'Object expected'],

  ['package', { binding: 'x' }, "Object expected in field 'namespace'"],
  ['package', { binding: null }, "Object expected in field 'namespace'"],
  ['package', { binding: { name: 'x' } }, "Object is missing required member 'namespace'"],
  ['package', { binding: { namespace: '_' } }, "Object is missing required member 'name'"],
  ['package', { binding: { namespace: 5, name: 6 } }, 'entity name malformed'],
  ['package', { binding: { namespace: '_', name: '!' } }, 'entity name malformed'],

  ['rule', { trigger: 't', action: 'a' }, INCOMPLETE],
  ['rule', { trigger: 5, action: 6 }, 'fully qualified name malformed'],
  ['rule', { trigger: '/_/!', action: '/_/a' }, 'requirement failed: path contains invalid parts ArraySeq(_, !)'],
  ['rule', { trigger: '', action: '' }, 'requirement failed: path undefined'],

  ['status', {}, 'key not found: status'],
  ['status', { status: 'ACTIVE' }, 'requirement failed: ACTIVE is not a recognized rule state'],
  ['status', { status: 5 }, 'Expected String as JsString, but got 5'],
  ['status', [], "Object expected in field 'status'"],
];

describe('bodies that cannot be read', () => {
  it.each(TABLE)(
    '%s %j: %s {errors.4.12, errors.4.13, errors.4.14, errors.4.15, errors.4.16, errors.4.17, errors.4.18, errors.4.19, errors.4.20, errors.4.26, errors.4.30, errors.4.31, errors.4.41, rest-api.7.8}',
    (reader, body, text) => {
      const read = READ[reader] as (body: unknown) => unknown;
      expect(() => read(body)).toThrow(new WhiskError('bodyUnreadable', `The request content was malformed:\n${text}`));
    },
  );

  it.each(TABLE)('%s %j is a bad request refused while reading', (reader, body) => {
    try {
      READ[reader]?.(body);
    } catch (fault) {
      expect(fault).toMatchObject({ kind: 'bad-request', stage: 'reading' });
    }
    expect.assertions(1);
  });

  it('answers as the reference does to base64 with blanks around it', () => {
    expect(() => READ['exec']?.({ kind: 'nodejs:20', code: ' YWJj ' })).toThrow('There was an internal server error.');
  });
});
