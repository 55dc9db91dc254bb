import { apiClient, until, type ApiClient } from './api';
import { freshFolder, removeFolder, startPlatform, type RunningPlatform } from './platform';

const conductor = (code: string) => ({
  exec: { kind: 'nodejs:default', code },
  annotations: [{ key: 'conductor', value: true }],
});
const source = (code: string) => ({ exec: { kind: 'nodejs:default', code } });
const TOO_LONG = 'Too many actions in the composition.';

const PAUSE = 'async function main({ ms }) { await new Promise((done) => setTimeout(done, ms)); return { slept: ms } }';

/** Tries an action until it succeeds: a loop whose counter is the conductor's state. */
const RETRY = `function main({ error, tries = 0, done, most, ...args }) {
  if (done) return { params: { done, tries } };
  if (error && tries >= most) return { error: 'gave up after ' + tries + ': ' + error };
  return { action: 'moody', params: { turn: tries }, state: { tries: tries + 1, most: most ?? args.upTo } };
}`;

/** The record of an activation, once it is there. */
async function recordOf(api: ApiClient, id: string) {
  const answer = await until(
    () => api('GET', `/activations/${id}`),
    ({ status }) => status === 200,
    30_000,
  );
  return answer.json;
}

/** Puts entities; every answer must be 200. */
const writer = (api: ApiClient) => async (path: string, body: object) => {
  expect(await api('PUT', `${path}?overwrite=true`, body)).toMatchObject({ status: 200 });
};

const annotationsOf = ({ annotations }: { annotations: { key: string; value: unknown }[] }) =>
  Object.fromEntries(annotations.map(({ key, value }) => [key, value]));

describe('compositions', () => {
  let platform: RunningPlatform;
  let api: ApiClient;
  let put: ReturnType<typeof writer>;

  beforeAll(async () => {
    platform = await startPlatform();
    api = apiClient(platform);
    put = writer(api);
    await put(
      '/actions/moody',
      source('function main({ turn }) { return turn < 2 ? { error: "not yet" } : { done: true } }'),
    );
    await put('/actions/retry', conductor(RETRY));
    await put('/actions/pause', source(PAUSE));
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  const call = (name: string, payload: object = {}) => api('POST', `/actions/${name}?blocking=true`, payload);

  it('loop with a state, and catch the errors of their actions', async () => {
    const { status, json } = await call('retry', { upTo: 5 });
    expect([status, json.response]).toEqual([
      200,
      { status: 'success', success: true, result: { done: true, tries: 3 } },
    ]);
    expect(json.logs).toHaveLength(7);
    const failing = await call('retry', { upTo: 1 });
    expect([failing.status, failing.json.response.result]).toEqual([502, { error: 'gave up after 1: not yet' }]);
  });

  it('have a record that leads to all of their runs', async () => {
    const { json } = await call('retry', { upTo: 5 });
    const primary = await recordOf(api, json.activationId);
    expect(primary).toEqual(json);
    expect(annotationsOf(primary)).toMatchObject({
      topmost: true,
      conductor: true,
      kind: 'sequence',
      path: 'guest/retry',
    });
    const runs = [];
    for (const id of primary.logs) runs.push(await recordOf(api, id));
    expect(runs.map(({ name }) => name)).toEqual(['retry', 'moody', 'retry', 'moody', 'retry', 'moody', 'retry']);
    for (const run of runs) {
      expect(run.cause).toBe(primary.activationId);
      expect(annotationsOf(run)).toMatchObject({ causedBy: 'sequence' });
    }
    expect(primary.duration).toBe(runs.reduce((sum, { duration }) => sum + duration, 0));
    expect((await api('GET', `/activations/${primary.activationId}/logs`)).json.logs).toEqual(primary.logs);
  });

  it('run conductors and actions of other kinds, in packages and through bindings', async () => {
    await put('/packages/tools', { parameters: [{ key: 'unit', value: 'm' }] });
    await put('/packages/mine', {
      binding: { namespace: '_', name: 'tools' },
      parameters: [{ key: 'unit', value: 'km' }],
    });
    const python = `def main(args):
    if 'size' in args:
        return {'params': {'text': args['text'], 'own': args['unit']}}
    return {'action': 'mine/measure', 'params': {'size': args['n']}}
`;
    const annotations = [{ key: 'conductor', value: true }];
    await put('/actions/tools/compose', { exec: { kind: 'python:default', code: python }, annotations });
    await put('/actions/tools/measure', source('function main({ size, unit }) { return { size, text: size + unit } }'));
    const { status, json } = await call('mine/compose', { n: 3 });
    expect([status, json.response.result]).toEqual([200, { text: '3km', own: 'km' }]);
    expect(annotationsOf(json)).toMatchObject({ path: 'guest/tools/compose', binding: 'guest/mine' });
  });

  it('nest in compositions and sequences, and sequences in them', async () => {
    await put('/actions/inc', source('function main({ n }) { return { n: n + 1 } }'));
    await put('/actions/twice', { exec: { kind: 'sequence', components: ['/_/inc', '/_/inc'] } });
    const step = (action: string) =>
      conductor(
        `function main({ n, met }) { return met ? { params: { n } } : { action: '${action}', params: { n }, state: { met: 1 } } }`,
      );
    await put('/actions/inner', step('twice'));
    await put('/actions/outer', step('inner'));
    await put('/actions/whole', { exec: { kind: 'sequence', components: ['/_/inc', '/_/outer', '/_/inc'] } });
    const { json } = await call('whole', { n: 0 });
    expect(json.response.result).toEqual({ n: 4 });
    const outer = await recordOf(api, json.logs[1]);
    expect(outer).toMatchObject({ name: 'outer', cause: json.activationId });
    const inner = await recordOf(api, outer.logs[1]);
    expect(inner).toMatchObject({ name: 'inner', cause: outer.activationId });
    expect(annotationsOf(inner)).toMatchObject({ topmost: false, conductor: true, causedBy: 'sequence' });
    expect(await recordOf(api, inner.logs[1])).toMatchObject({ name: 'twice', cause: inner.activationId });
  });

  it('end after fifty actions, those nested in them counted', async () => {
    await put('/actions/nothing', source('function main() { return {} }'));
    const insisting = `function main({ error }) { return error ? { params: { told: error } } : { action: 'nothing' } }`;
    await put('/actions/insisting', conductor(insisting));
    const half = `function main({ error, left = 25 }) {
  if (error || !left) return { params: { told: error || 'none' } };
  return { action: 'nothing', state: { left: left - 1 } };
}`;
    await put('/actions/half', conductor(half));
    const thrice = `function main({ told, error, all = [] }) {
  const said = told || error;
  const now = said ? [...all, said] : all;
  return now.length === 3 ? { params: { now } } : { action: 'half', state: { all: now } };
}`;
    await put('/actions/thrice', conductor(thrice));
    const [alone, nested] = await Promise.all([call('insisting'), call('thrice')]);
    expect(alone.json.response.result).toEqual({ told: TOO_LONG });
    expect(alone.json.logs).toHaveLength(102);
    expect(nested.json.response.result).toEqual({ now: ['none', TOO_LONG, TOO_LONG] });
  });

  it('that never end by themselves are ended', async () => {
    await put('/actions/deaf', conductor('function main() { return { action: "moody" } }'));
    const answer = await call('deaf');
    expect([answer.status, answer.json.response.result]).toEqual([502, { error: TOO_LONG }]);
    expect(answer.json.logs).toHaveLength(151);
  });

  it('go on after their caller stopped waiting', async () => {
    await put(
      '/actions/slow',
      conductor('function main({ ms, slept }) { return slept ? {} : { action: "pause", params: { ms } } }'),
    );
    const answer = await api('POST', '/actions/slow?blocking=true&timeout=200', { ms: 1500 });
    expect([answer.status, Object.keys(answer.json)]).toEqual([202, ['activationId']]);
    const record = await recordOf(api, answer.json.activationId);
    expect(record).toMatchObject({ response: { success: true } });
    expect(record.logs).toHaveLength(3);
  });

  it('run for many callers at a time, each with its own state', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => call('whole', { n: i * 100 })));
    expect(answers.map(({ json }) => json.response.result.n)).toEqual(answers.map((_, i) => i * 100 + 4));
  });

  it('end with their conductor', async () => {
    await put('/actions/throws', conductor('function main() { throw new Error("boom") }'));
    await put('/actions/lists', conductor('function main() { return [1, 2] }'));
    const thrown = await call('throws');
    expect(thrown.status).toBe(502);
    expect(thrown.json.response).toMatchObject({ status: 'action developer error' });
    expect(await call('lists')).toMatchObject({ status: 200, json: [1, 2] });
  });
});

describe('a composition under way while the platform stops', () => {
  it('has one record after the next start', async () => {
    const dataFolder = freshFolder();
    try {
      const first = await startPlatform({ dataFolder });
      const before = apiClient(first);
      const put = writer(before);
      await put('/actions/pause', source(PAUSE));
      await put('/actions/endless', conductor('function main() { return { action: "pause", params: { ms: 200 } } }'));
      const { json } = await before('POST', '/actions/endless', {});
      await until(
        () => before('GET', '/activations?name=pause&count=true'),
        ({ json: counted }) => counted.activations >= 2,
      );
      expect(await first.stop()).toBe(0);
      const second = await startPlatform({ dataFolder });
      const after = apiClient(second);
      expect(await recordOf(after, json.activationId)).toMatchObject({ response: { success: false } });
      const { json: listed } = await after('GET', '/activations?docs=true&limit=200');
      const primaries = listed.filter((record: { name: string; cause?: string }) => !record.cause);
      expect(primaries).toHaveLength(1);
      await second.stop();
    } finally {
      removeFolder(dataFolder);
    }
  });
});
