import { apiClient, until, type ApiClient } from './api';
import { freshFolder, removeFolder, startPlatform, type RunningPlatform } from './platform';

const source = (code: string) => ({ exec: { kind: 'nodejs:default', code } });
const ECHO = source('function main(args) { return args }');

interface Line {
  readonly rule: string;
  readonly action: string;
  readonly statusCode: number;
  readonly success: boolean;
  readonly activationId?: string;
  readonly error?: string;
}

/** Puts entities; every answer must be 200. */
const writer = (api: ApiClient) => async (path: string, body: object) => {
  expect(await api('PUT', `${path}?overwrite=true`, body)).toMatchObject({ status: 200 });
};

/** The record of an activation, once it is there. */
async function recordOf(api: ApiClient, id: string) {
  const answer = await until(
    () => api('GET', `/activations/${id}`),
    ({ status }) => status === 200,
  );
  return answer.json;
}

const linesOf = (record: { logs: string[] }) => record.logs.map((line) => JSON.parse(line) as Line);

describe('triggers', () => {
  let platform: RunningPlatform;
  let api: ApiClient;
  let put: ReturnType<typeof writer>;

  beforeAll(async () => {
    platform = await startPlatform();
    api = apiClient(platform);
    put = writer(api);
    await put('/actions/echo', ECHO);
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  /** Fires and waits for the record of the fire. */
  const fire = async (name: string, payload?: object) => {
    const answer = await api('POST', `/triggers/${name}`, payload);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('x-openwhisk-activation-id')).toBe(answer.json.activationId);
    return recordOf(api, answer.json.activationId);
  };

  it('do nothing without an active rule', async () => {
    await put('/triggers/idle', {});
    const before = (await api('GET', '/activations?count=true')).json;
    const first = await api('POST', '/triggers/idle', {});
    expect([first.status, first.text, first.headers.get('content-type')]).toEqual([204, '', null]);
    await put('/rules/idle-rule', { trigger: '/_/idle', action: '/_/echo' });
    await api('POST', '/rules/idle-rule', { status: 'inactive' });
    expect((await api('POST', '/triggers/idle', {})).status).toBe(204);
    expect((await api('GET', '/activations?count=true')).json).toEqual(before);
  });

  it('give their actions parameters, headers and what was fired', async () => {
    const parameters = ['own', 'both'].map((key) => ({ key, value: 'trigger' }));
    await put('/triggers/full', { parameters });
    await put('/rules/full-rule', { trigger: '/_/full', action: '/_/echo' });
    const record = await fire('full', { both: 'fired', '☃': 'é' });
    expect(record).toMatchObject({ name: 'full', response: { result: { both: 'fired', '☃': 'é' } }, annotations: [] });
    expect(record).not.toHaveProperty('end');
    expect(record).not.toHaveProperty('duration');
    const [line] = linesOf(record);
    expect(line).toMatchObject({ rule: 'guest/full-rule', action: 'guest/echo', statusCode: 0, success: true });
    const run = await recordOf(api, line?.activationId as string);
    const { __ow_headers: headers, ...rest } = run.response.result;
    expect(rest).toEqual({ own: 'trigger', both: 'fired', '☃': 'é' });
    expect(headers.authorization).toMatch(/^Basic /);
    expect(headers).not.toHaveProperty('content-type');
    expect(run).not.toHaveProperty('cause');
  });

  it('reach packaged actions, bindings, sequences and compositions', async () => {
    await put('/packages/pkg', { parameters: [{ key: 'from', value: 'pkg' }] });
    await put('/actions/pkg/inside', ECHO);
    await put('/packages/bound', {
      binding: { namespace: '_', name: 'pkg' },
      parameters: [{ key: 'from', value: 'bound' }],
    });
    await put('/actions/seq', { exec: { kind: 'sequence', components: ['/_/echo', '/_/pkg/inside'] } });
    const conductor = source(
      'function main(a) { return a.done ? { params: a } : { action: "echo", params: { done: a.x } } }',
    );
    await put('/actions/comp', { ...conductor, annotations: [{ key: 'conductor', value: true }] });
    await put('/triggers/many', {});
    const targets = ['pkg/inside', 'bound/inside', 'seq', 'comp'];
    for (const target of targets) {
      await put(`/rules/to-${target.replace('/', '-')}`, { trigger: '/_/many', action: `/_/${target}` });
    }
    const lines = linesOf(await fire('many', { x: 1 }));
    expect(lines.map(({ action }) => action).sort()).toEqual(targets.map((target) => `guest/${target}`).sort());
    const results = new Map<string, object>();
    for (const { action, activationId } of lines) {
      results.set(action, (await recordOf(api, activationId as string)).response.result);
    }
    expect(results.get('guest/pkg/inside')).toMatchObject({ x: 1, from: 'pkg' });
    expect(results.get('guest/bound/inside')).toMatchObject({ x: 1, from: 'bound' });
    expect(results.get('guest/seq')).toMatchObject({ x: 1, from: 'pkg' });
    expect(results.get('guest/comp')).toEqual({ done: 1 });
  });

  it('tell in their record what could not be invoked', async () => {
    await put('/actions/doomed', ECHO);
    await put('/actions/sealed', {
      ...ECHO,
      parameters: [{ key: 'x', value: 1 }],
      annotations: [{ key: 'final', value: true }],
    });
    await put('/triggers/mixed', {});
    await put('/rules/off', { trigger: '/_/mixed', action: '/_/echo' });
    await api('POST', '/rules/off', { status: 'inactive' });
    await put('/rules/gone', { trigger: '/_/mixed', action: '/_/doomed' });
    await put('/rules/final', { trigger: '/_/mixed', action: '/_/sealed' });
    await put('/rules/fine', { trigger: '/_/mixed', action: '/_/echo' });
    await api('DELETE', '/actions/doomed');
    const lines = linesOf(await fire('mixed', { x: 2 }));
    const ends = Object.fromEntries(lines.map(({ rule, statusCode, error }) => [rule, [statusCode, error]]));
    expect(ends).toEqual({
      'guest/off': [1, "Rule 'guest/off' is inactive, action 'guest/echo' was not activated."],
      'guest/gone': [1, 'The requested resource does not exist.'],
      'guest/final': [1, 'Request defines parameters that are not allowed (e.g., reserved properties).'],
      'guest/fine': [0, undefined],
    });
  });

  it('with 40 rules invoke 40 actions', async () => {
    await put('/triggers/wide', {});
    for (let i = 0; i < 40; i += 1) await put(`/rules/wide-${i}`, { trigger: '/_/wide', action: '/_/echo' });
    const lines = linesOf(await fire('wide', { wide: true }));
    expect(new Set(lines.map(({ activationId }) => activationId)).size).toBe(40);
    for (const { activationId } of lines) {
      expect((await recordOf(api, activationId as string)).response.result.wide).toBe(true);
    }
  });

  it('record every one of 200 fires at a time, and run each action', async () => {
    await put('/actions/counted', ECHO);
    await put('/triggers/burst', {});
    await put('/rules/burst-rule', { trigger: '/_/burst', action: '/_/counted' });
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => api('POST', '/triggers/burst', { i })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ json }) => json.activationId)).size).toBe(200);
    const count = (name: string) => async () =>
      (await api('GET', `/activations?name=${name}&count=true`)).json.activations as number;
    await until(count('burst'), (records) => records >= 200, 30_000);
    await until(count('counted'), (records) => records >= 200, 30_000);
    expect([await count('burst')(), await count('counted')()]).toEqual([200, 200]);
    expect(platform.stderr()).not.toContain('"error"');
  });
});

describe('fires just before the platform stops', () => {
  it('have their records, and their actions run, after the next start', async () => {
    const dataFolder = freshFolder();
    try {
      const first = await startPlatform({ dataFolder });
      const before = apiClient(first);
      const put = writer(before);
      await put('/actions/echo', ECHO);
      await put('/triggers/late', {});
      await put('/rules/late-rule', { trigger: '/_/late', action: '/_/echo' });
      const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => before('POST', '/triggers/late', { i })));
      expect(await first.stop()).toBe(0);
      const second = await startPlatform({ dataFolder });
      const after = apiClient(second);
      for (const { json } of answers) {
        const [line] = linesOf(await recordOf(after, json.activationId));
        expect(line).toMatchObject({ success: true });
        await recordOf(after, line?.activationId as string);
      }
      await second.stop();
    } finally {
      removeFolder(dataFolder);
    }
  });
});
