import { adminOf } from './admin';
import { apiClient, until, type ApiClient } from './api';
import { removeFolder, startPlatform, type RunningPlatform } from './platform';

const source = (code: string, more: object = {}) => ({ exec: { kind: 'nodejs:default', code }, ...more });
const ECHO = source('function main(args) { return args }');

/** Asks again until throttled: the clock minute may turn on the way, but it does not do so twice. */
async function untilThrottled(ask: () => ReturnType<ApiClient>, allowed: number) {
  for (let asked = 1; asked <= 2 * allowed + 1; asked += 1) {
    const answer = await ask();
    if (answer.status === 429) return answer;
  }
  throw new Error(`not throttled after ${2 * allowed + 1} requests`);
}

describe('limits of a namespace', () => {
  let platform: RunningPlatform;
  let admin: ReturnType<typeof adminOf>;
  /** A new user and a client of its API. */
  const user = async (name: string) => {
    const auth = await admin.done('user', 'create', name);
    return { auth, api: apiClient({ apihost: platform.apihost, auth }) };
  };

  beforeAll(async () => {
    platform = await startPlatform();
    admin = adminOf(platform.dataFolder);
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  it('bound invocations and fires per minute, each on its own {limits.4.1, limits.4.3, errors.5.1}', async () => {
    const { api } = await user('gerda');
    await api('PUT', '/actions/echo', source(ECHO.exec.code, { annotations: [{ key: 'web-export', value: true }] }));
    await api('PUT', '/triggers/t', {});
    await admin.done('limits', 'set', 'gerda', '--invocationsPerMinute', '2', '--firesPerMinute', '1');
    const invoked = await untilThrottled(() => api('POST', '/actions/echo', {}), 2);
    expect(invoked.json.error).toMatch(/^Too many requests in the last minute \(count: 3, allowed: 2\)\.$/);
    expect(invoked.headers.get('retry-after')).toBeNull();
    // Refused ones count, and requests to the web count for the owner.
    await untilThrottled(() => api('POST', '/actions/missing', {}), 2);
    const fired = await untilThrottled(() => api('POST', '/triggers/t', {}), 1);
    expect(fired.json.error).toBe('Too many requests in the last minute (count: 2, allowed: 1).');
    const web = await untilThrottled(() => api('GET', '//api/v1/web/gerda/default/echo.json'), 2);
    expect(web.json.error).toMatch(/^Too many requests in the last minute \(count: \d, allowed: 2\)\.$/);
    expect((await api('GET', '/actions')).status).toBe(200);
    await admin.done('limits', 'delete', 'gerda');
    expect((await api('POST', '/actions/echo', {})).status).toBe(202);
  });

  it('bound activations in flight {limits.4.2, errors.5.2}', async () => {
    const { api } = await user('heidi');
    await api('PUT', '/actions/slow', source('const main = () => new Promise((end) => setTimeout(end, 8000, {}))'));
    await admin.done('limits', 'set', 'heidi', '--concurrentInvocations', '1');
    expect((await api('POST', '/actions/slow', {})).status).toBe(202);
    const refused = await api('POST', '/actions/slow', {});
    expect([refused.status, refused.json.error]).toEqual([
      429,
      'Too many concurrent requests in flight (count: 1, allowed: 1).',
    ]);
    await admin.done('limits', 'set', 'heidi', '--concurrentInvocations', '0');
    expect((await api('POST', '/actions/missing', {})).status).toBe(429);
  });

  it('tell which kinds may be written {errors.4.4}', async () => {
    const { api } = await user('irene');
    await admin.done('limits', 'set', 'irene', '--allowedKinds', 'python:3', 'sequence');
    const refused = await api('PUT', '/actions/a', ECHO);
    expect([refused.status, refused.json.error]).toEqual([
      403,
      expect.stringMatching(/^The supplied authentication is not authorized to access actions of kind 'nodejs:\d+'\.$/),
    ]);
  });

  it('tell whether records are kept, if nobody asks for them', async () => {
    const { api } = await user('jonas');
    await api('PUT', '/actions/echo', ECHO);
    await admin.done('limits', 'set', 'jonas', '--disableStoreActivations');
    const run = (headers = {}) => api('POST', '/actions/echo?blocking=true', {}, headers);
    const [unkept, kept] = [await run(), await run({ 'x-ow-extra-logging': 'on' })];
    await until(
      () => api('GET', `/activations/${kept.json.activationId}`),
      ({ status }) => status === 200,
    );
    expect((await api('GET', `/activations/${unkept.json.activationId}`)).status).toBe(404);
    expect((await api('GET', '/activations?count=true')).json).toEqual({ activations: 1 });
  });

  it('bound parameters, payloads, results and what is kept of them {limits.2.2, limits.2.3}', async () => {
    const { api } = await user('kevin');
    await api('PUT', '/actions/wide', source('function main() { return { x: "y".repeat(500) } }'));
    const sizes = ['--maxParameterSize', '100', '--maxPayloadSize', '300 B', '--truncationSize', '10'];
    await admin.done('limits', 'set', 'kevin', ...sizes);
    const texts = [
      (await api('PUT', '/triggers/t', { parameters: [{ key: 'k', value: 'x'.repeat(98) }] })).json.error,
      (await api('POST', '/actions/wide', { a: 'x'.repeat(300) })).json.error,
      (await api('POST', '/triggers/t', { a: 'x'.repeat(300) })).json.error,
      (await api('POST', '/actions/wide?blocking=true&result=true', {})).json.error,
    ];
    expect(texts).toEqual([
      'parameters larger than allowed: 101 > 100 bytes.',
      'Request larger than allowed: 308 > 300 bytes.',
      'Request larger than allowed: 308 > 300 bytes.',
      'The action produced a response that exceeded the allowed length: 508 > 300 bytes. The truncated response was: {"x":"yyyy',
    ]);
  });

  it('bound memory, time, logs and concurrency of actions, written before or after', async () => {
    const { api } = await user('laura');
    await api('PUT', '/actions/old', source(ECHO.exec.code, { limits: { memory: 256 } }));
    const bounds = ['--maxActionMemory', '192', '--minActionTimeout', '200', '--maxActionLogs', '4'];
    await admin.done('limits', 'set', 'laura', ...bounds);
    const put = async (limits: object) =>
      (await api('PUT', '/actions/new', source('x', { limits }))).json.error as string;
    expect([await put({ memory: 193 }), await put({ timeout: 199 }), await put({ logs: 5 })]).toEqual([
      'requirement failed: memory size 193 MB exceeds allowed threshold of 192 MB',
      'requirement failed: duration 199 milliseconds below allowed threshold of 200 milliseconds',
      'requirement failed: log size 5 MB exceeds allowed threshold of 4 MB',
    ]);
    expect((await api('PUT', '/actions/new', ECHO)).json.limits).toMatchObject({ memory: 192, logs: 4 });
    const run = await api('POST', '/actions/old?blocking=true', {});
    expect([run.status, run.json.response]).toMatchObject([
      502,
      {
        status: 'application error',
        result: { error: 'memory size 256 MB exceeds allowed threshold of 192 MB' },
      },
    ]);
  });

  it('are the system’s if it has none of its own {limits.1.1, limits.1.2, limits.1.3, limits.1.4}', async () => {
    const { api } = await user('piotr');
    const put = async (limits: object) =>
      (await api('PUT', '/actions/a?overwrite=true', source('x', { limits }))).json as {
        limits?: object;
        error?: string;
      };
    expect((await put({})).limits).toEqual({ timeout: 60_000, memory: 256, logs: 10, concurrency: 1 });
    for (const limits of [
      { timeout: 100, memory: 128, logs: 0, concurrency: 1 },
      { timeout: 300_000, memory: 512, logs: 10, concurrency: 1 },
    ])
      expect((await put(limits)).limits).toEqual(limits);
    const refused = [{ timeout: 99 }, { timeout: 300_001 }, { memory: 127 }, { memory: 513 }, { logs: 11 }];
    const texts = [];
    for (const limits of [...refused, { concurrency: 0 }, { concurrency: 2 }]) texts.push((await put(limits)).error);
    expect(texts).toEqual(
      [
        'duration 99 milliseconds below allowed threshold of 100 milliseconds',
        'duration 300001 milliseconds exceeds allowed threshold of 300000 milliseconds',
        'memory size 127 MB below allowed threshold of 128 MB',
        'memory size 513 MB exceeds allowed threshold of 512 MB',
        'log size 11 MB exceeds allowed threshold of 10 MB',
        'concurrency 0 below allowed threshold of 1',
        'concurrency 2 exceeds allowed threshold of 1',
      ].map((text) => `requirement failed: ${text}`),
    );
  });

  it('bound the containers of an action {limits.1.5}', async () => {
    const { api } = await user('maria');
    await admin.done('limits', 'set', 'maria', '--maxActionInstances', '1');
    const refused = await api('PUT', '/actions/count', source('x', { limits: { instances: 2 } }));
    expect([refused.status, refused.json.error]).toEqual([
      400,
      'Max action instance concurrency must not exceed your namespace concurrency of 1.',
    ]);
    const code =
      'let n = 0; async function main() { const mine = ++n; await new Promise((go) => setTimeout(go, 200)); return { mine } }';
    await api('PUT', '/actions/count', source(code));
    const runs = [1, 2, 3].map(() => api('POST', '/actions/count?blocking=true&result=true', {}));
    const counted = (await Promise.all(runs)).map(({ json }) => json.mine as number);
    expect(counted.sort()).toEqual([1, 2, 3]);
  });

  it('are shown, within those of the system {rest-api.5.9}', async () => {
    const { api } = await user('nancy');
    const before = (await api('GET', '/limits')).json;
    expect(before).toEqual({
      ...{ invocationsPerMinute: 1_000_000, concurrentInvocations: 10_000, firesPerMinute: 1_000_000 },
      ...{ minActionMemory: 128, maxActionMemory: 512, minActionLogs: 0, maxActionLogs: 10 },
      ...{ minActionTimeout: 100, maxActionTimeout: 300_000, minActionConcurrency: 1, maxActionConcurrency: 1 },
      ...{ maxParameterSize: '1048576 B', maxActionInstances: 10_000 },
    });
    const given = {
      ...{ invocationsPerMinute: '5', concurrentInvocations: '3', maxActionMemory: '4096', maxPayloadSize: '64 KB' },
      ...{ truncationSize: '1 GB', warmedContainerKeepingCount: '2', warmedContainerKeepingTimeout: '24 hours' },
    };
    const flags = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
    await admin.done('limits', 'set', 'nancy', ...flags, '--storeActivations', 'false', '--allowedKinds', 'nodejs:20');
    expect((await api('GET', '/limits')).json).toEqual({
      ...before,
      ...{ invocationsPerMinute: 5, concurrentInvocations: 3, maxActionInstances: 3, maxPayloadSize: '65536 B' },
      ...{ truncationSize: '1048576 B', warmedContainerKeepingCount: 2, warmedContainerKeepingTimeout: '24 hours' },
      ...{ storeActivations: false, allowedKinds: ['nodejs:20'] },
    });
    await admin.done('limits', 'set', 'nancy', '--allowedKinds', 'none', '--maxPayloadSize', 'none');
    expect((await api('GET', '/limits')).json).not.toHaveProperty('allowedKinds');
    expect(await admin.done('limits', 'get', 'nancy')).toContain('concurrentInvocations = 3\n');
    const inner = await api('GET', '/limits/x');
    expect([inner.status, inner.json.error]).toEqual([
      400,
      'Inner entity level routes for limits are not yet implemented.',
    ]);
  });
});
