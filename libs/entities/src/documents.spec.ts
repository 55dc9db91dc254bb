import {
  activationFromDocument,
  activationToDocument,
  fromDocument,
  Json,
  toDocument,
  type Action,
  type Activation,
  type JsonObject,
} from './index';

const common = { namespace: 'ns', name: 'n', version: '0.0.1', publish: false, updated: 5, annotations: [] };
const limits = { timeout: 60_000, memory: 256, logs: 10 };

describe('documents of entities', () => {
  const black: Action = {
    ...{
      type: 'action',
      name: { namespace: 'ns', package: 'p', name: 'n' },
      version: '0.0.1',
      publish: false,
      updated: 5,
    },
    ...{ annotations: [], parameters: [], limits: { ...limits, concurrency: 1 } },
    exec: { type: 'blackbox', kind: 'blackbox', image: 'i', binary: false, hasCode: true },
  };

  it('carry id and type', () => {
    expect(toDocument(black)).toMatchObject({ _id: 'ns/p/n', entityType: 'action', namespace: 'ns/p', name: 'n' });
  });

  it('tell that an image has code, but not the code', () => {
    expect(toDocument(black)['exec']).toEqual({ kind: 'blackbox', image: 'i', binary: false, hasCode: true });
  });

  it.each<[string, JsonObject, object]>([
    [
      'action',
      { exec: { kind: 'nodejs:20', code: { attachmentName: 'x' } }, limits },
      { exec: { type: 'code', binary: false }, limits: { concurrency: 1 }, parameters: [] },
    ],
    [
      'action',
      { exec: { kind: 'blackbox', image: 'i', code: { attachmentName: 'x' } }, limits },
      { exec: { hasCode: true } },
    ],
    ['action', { exec: { kind: 'blackbox', image: 'i' }, limits }, { exec: { hasCode: false } }],
    [
      'rule',
      { trigger: { path: 'ns', name: 't' }, action: { path: 'ns/p', name: 'a' } },
      { action: { namespace: 'ns', package: 'p', name: 'a' } },
    ],
    ['package', { binding: {}, parameters: [] }, { parameters: [] }],
    ['package', { binding: { namespace: 'o', name: 'q' } }, { binding: { namespace: 'o', name: 'q' } }],
    ['trigger', { parameters: [], limits: {}, rules: null }, { parameters: [] }],
  ])('of OpenWhisk are read by their shape: %s', (type, shape, expected) => {
    expect(fromDocument({ ...common, ...shape })).toMatchObject({
      type,
      name: { namespace: 'ns', name: 'n' },
      ...expected,
    });
  });

  it.each([
    ...[undefined, null, 5, [], '', '{', '5'],
    {},
    { ...common, version: 'x', parameters: [] },
    { ...common, publish: 'no', parameters: [] },
    { ...common, updated: 'now', parameters: [] },
    { ...common, annotations: 5, parameters: [] },
    { ...common, exec: { kind: 5 }, limits },
    { ...common, exec: { kind: 'sequence', components: [5] }, limits },
    { ...common, exec: { kind: 'sequence' }, limits },
    { ...common, exec: { kind: 'blackbox' }, limits },
    { ...common, exec: { kind: 'nodejs:20' }, limits: { timeout: 'x' } },
    { ...common, trigger: 'x', action: {} },
    { ...common, parameters: [], rules: { 'ns/r': { action: { path: 'ns', name: 'a' }, status: 'ill' } } },
  ])('that cannot be read are corrupt: %j', (document) => {
    expect(() => fromDocument(document)).toThrow('Resource is corrupted and cannot be read.');
  });

  it('do not take a type that is none for one', () => {
    expect(fromDocument({ ...common, entityType: 'constructor', parameters: [] })).toMatchObject({ type: 'trigger' });
  });
});

describe('documents of activations', () => {
  const record: Activation = {
    namespace: 'ns',
    name: 'n',
    version: '0.0.1',
    subject: 's',
    activationId: 'a'.repeat(32),
    start: 1,
    end: 3,
    duration: 2,
    response: { statusCode: 1, result: Json.trusted('{"error": 1}'), size: 12 },
    logs: [],
    annotations: [],
    publish: false,
  };

  it('carry the status code', () => {
    expect(JSON.parse(activationToDocument(record))).toMatchObject({
      ...{ _id: `ns/${'a'.repeat(32)}`, entityType: 'activation', activationId: 'a'.repeat(32) },
      response: { statusCode: 1, result: { error: 1 }, size: 12 },
    });
  });

  it('with an end of 0 have none', () => {
    const document = JSON.parse(activationToDocument(record)) as object;
    expect(activationFromDocument({ ...document, end: 0, duration: null })).not.toHaveProperty('end');
  });

  it.each([{ statusCode: 4 }, { statusCode: 'success' }, null])('with response %j are corrupt', (response) => {
    const document = JSON.parse(activationToDocument(record)) as object;
    expect(() => activationFromDocument({ ...document, response })).toThrow(
      'Resource is corrupted and cannot be read.',
    );
  });
});
