import {
  parseActionBody,
  parsePackageBody,
  parseRuleBody,
  parseRuleStatusBody,
  parseTriggerBody,
  Runtimes,
  type JsonValue,
} from './index';

const runtimes = Runtimes.parse({
  runtimes: {
    nodejs: [
      { kind: 'nodejs:18', attached: {} },
      { kind: 'nodejs:20', default: true, attached: {} },
    ],
  },
});
const context = { runtimes, ownNamespace: 'own' };
const exec = (exec: JsonValue) => parseActionBody({ exec }, context).exec;

describe('bodies', () => {
  it('may be empty', () => {
    expect([
      parseActionBody({}, context),
      parsePackageBody({}, context),
      parseTriggerBody({}),
      parseRuleBody({}, context),
    ]).toEqual([{}, {}, {}, {}]);
  });

  it('treat null as absent', () => {
    const nothing = { exec: null, parameters: null, annotations: null, limits: null, version: null, publish: null };
    expect(parseActionBody({ ...nothing, delAnnotations: null }, context)).toEqual({});
    expect(parseActionBody({ limits: { timeout: null, memory: 128 } }, context)).toEqual({ limits: { memory: 128 } });
    expect(parseTriggerBody(nothing)).toEqual({});
    expect(parseRuleBody({ ...nothing, trigger: null, action: null }, context)).toEqual({});
  });

  it('ignore what they do not know', () => {
    expect(parseActionBody({ name: 'x', namespace: 'y', updated: 1, nosuch: {} }, context)).toEqual({});
    expect(parseActionBody({ limits: { nosuch: 1 } }, context)).toEqual({ limits: {} });
    expect(parseTriggerBody({ limits: { timeout: 5 } })).toEqual({});
    expect(parseRuleBody({ status: 'inactive' }, context)).toEqual({});
  });

  it('keep the last of a repeated key, and init only if it is true', () => {
    const parameters = [
      { key: 'd', value: 1 },
      { key: 'd', value: 2, init: false, other: 3 },
      { key: 'i', value: 1, init: true },
    ];
    expect(parseTriggerBody({ parameters }).parameters).toEqual([
      { key: 'd', value: 2 },
      { key: 'i', value: 1, init: true },
    ]);
  });

  it.each([
    ['5', '5.0.0'],
    ['5.1', '5.1.0'],
    ['1.2.3.4', '1.2.3'],
    ['01.0.0', '1.0.0'],
  ])('read version %s as %s', (version, read) => {
    expect(parseTriggerBody({ version })).toEqual({ version: read });
  });

  it('wrap a time limit around at 32 bits', () => {
    expect(parseActionBody({ limits: { timeout: 99_999_999_999 } }, context)).toEqual({
      limits: { timeout: 1_215_752_191 },
    });
  });

  it('put the own namespace in place of _', () => {
    expect(parsePackageBody({ binding: { namespace: '_', name: 'p' } }, context)).toEqual({
      binding: { namespace: 'own', name: 'p' },
    });
    expect(parseRuleBody({ trigger: '/_/t', action: 'ns/p/a' }, context)).toEqual({
      trigger: { namespace: 'own', name: 't' },
      action: { namespace: 'ns', package: 'p', name: 'a' },
    });
    const components = [{ namespace: 'own', name: 'a' }];
    expect(exec({ kind: 'sequence', components: ['/_/a'] })).toEqual({
      exec: { type: 'sequence', kind: 'sequence', components },
    });
  });

  it('take an empty binding for none', () => expect(parsePackageBody({ binding: {} }, context)).toEqual({}));

  it('of a rule status', () => {
    expect([parseRuleStatusBody({ status: 'active' }), parseRuleStatusBody({ status: 'inactive' })]).toEqual([
      'active',
      'inactive',
    ]);
  });
});

describe('exec', () => {
  it.each([
    ['nodejs:18', 'nodejs:18'],
    [' NodeJS:20 ', 'nodejs:20'],
    ['nodejs:default', 'nodejs:20'],
  ])('of kind %j is %s {rest-api.6.put-body.1}', (kind, resolved) => {
    expect(exec({ kind, code: '', image: 'x', init: 1 })).toEqual({
      exec: { type: 'code', kind: resolved, binary: false },
      code: '',
    });
  });

  it.each([
    ['abcd', true],
    ['YWI=', true],
    ['YQ==', true],
    ['YW=', false],
    ['a===', false],
    ['ab c', false],
    ['', false],
    ['function main() {}', false],
  ])(
    'with code %j is binary: %s {runtime-contract.5.1, runtime-contract.5.2, rest-api.6.put-body.1}',
    (code, binary) => {
      expect(exec({ kind: 'nodejs:20', code, binary: !binary })).toEqual({
        exec: { type: 'code', kind: 'nodejs:20', binary },
        code,
      });
    },
  );

  it('can tell base64 of the largest size', () => {
    const code = 'A'.repeat(48 * 1024 * 1024);
    expect(exec({ kind: 'nodejs:20', code })?.exec).toMatchObject({ binary: true });
  });

  it('of an image may have code and main', () => {
    const black = { type: 'blackbox', kind: 'blackbox', image: 'a' };
    expect(exec({ kind: 'blackbox', image: 'a', code: '  ' })).toEqual({
      exec: { ...black, binary: false, hasCode: false },
    });
    expect(exec({ kind: 'BlackBox', image: 'a', code: 'YWJj', main: '' })).toEqual({
      exec: { ...black, binary: true, hasCode: true, main: '' },
      code: 'YWJj',
    });
  });
});
