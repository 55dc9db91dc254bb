import { Agent, request } from 'node:http';
import { apiClient } from './api';
import { removeFolder, startPlatform, type RunningPlatform } from './platform';

const REQUESTS = 10_000;
const AT_ONCE = 16;
const SEED = 20_261_123;

/** Small seeded generator (mulberry32), so that a failure can be run again. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** Requests that are nearly right: each part is usually valid and sometimes anything. */
function requestsOf(random: () => number, auth: string): () => Sent {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const chance = (p: number) => random() < p;
  const junk = () =>
    Array.from({ length: Math.floor(random() * 12) }, () => String.fromCharCode(32 + Math.floor(random() * 95))).join(
      '',
    );
  const encoded = () => encodeURIComponent(junk() + pick(['', '☃', '\u0000', '/', '%']));
  const name = () =>
    chance(0.7)
      ? pick(['a', 'b', 'pkg', 'echo', 't', 'r', 'a b', 'default', '_'])
      : pick([encoded(), '%zz', '%', '..', '', 'x'.repeat(300)]);
  const value = (depth = 0): unknown => {
    if (depth > 3 || chance(0.5))
      return pick([
        null,
        true,
        false,
        0,
        -1,
        1.5,
        1e300,
        '',
        junk(),
        'nodejs:default',
        '/guest/a',
        '0.0.1',
        'x'.repeat(2000),
      ]);
    if (chance(0.4)) return Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1));
    return Object.fromEntries(
      Array.from({ length: Math.floor(random() * 4) }, () => [
        pick([...FIELDS, junk(), '__proto__', 'constructor']),
        value(depth + 1),
      ]),
    );
  };
  const entity = () =>
    Object.fromEntries(
      FIELDS.filter(() => chance(0.4)).map((field) => [
        field,
        chance(0.5) ? pick(LIKELY[field] ?? [value()]) : value(),
      ]),
    );
  const body = () =>
    chance(0.2)
      ? undefined
      : chance(0.1)
        ? pick(['{', '[', '"', 'nul', '{"a":', '\u0000', '[[['.repeat(2000)])
        : JSON.stringify(chance(0.7) ? entity() : value());
  const query = () =>
    chance(0.5)
      ? ''
      : `?${Array.from({ length: 1 + Math.floor(random() * 3) }, () => `${pick(QUERY)}=${chance(0.6) ? pick(['true', 'false', '1', '0', '30', '200', '']) : encoded()}`).join('&')}`;
  const path = () => {
    const collection = chance(0.9)
      ? pick(['actions', 'packages', 'triggers', 'rules', 'activations', 'limits'])
      : name();
    const rest = Array.from({ length: Math.floor(random() * 3) }, name).join('/');
    return chance(0.9)
      ? `/api/v1/namespaces/${chance(0.8) ? '_' : name()}/${collection}${rest && '/'}${rest}`
      : `/${pick(['', 'api/v1/', 'api/', 'ping', 'invokers/'])}${name()}`;
  };
  const basic = `Basic ${Buffer.from(auth).toString('base64')}`;
  return () => {
    const headers: Record<string, string> = {
      authorization: chance(0.9) ? basic : pick(['Basic', 'Basic x', `Basic ${junk()}`, 'Bearer a', '']),
    };
    if (chance(0.9))
      headers['content-type'] = chance(0.9)
        ? 'application/json'
        : pick(['text/plain', 'nonsense', 'application/json;charset=latin1', '']);
    if (chance(0.1)) headers['accept'] = pick(['*/*', 'text/html', 'application/json;q=0', ',,;;q=']);
    if (chance(0.1)) headers['x-request-id'] = junk();
    return {
      method: pick(['GET', 'GET', 'PUT', 'PUT', 'POST', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS']),
      path: path() + query(),
      headers,
      body: body(),
    };
  };
}

const FIELDS = [
  'exec',
  'parameters',
  'annotations',
  'limits',
  'version',
  'publish',
  'binding',
  'trigger',
  'action',
  'status',
  'delAnnotations',
];
const QUERY = [
  'blocking',
  'result',
  'timeout',
  'overwrite',
  'limit',
  'skip',
  'count',
  'docs',
  'since',
  'upto',
  'name',
  'code',
  'force',
];
const LIKELY: Record<string, readonly unknown[]> = {
  exec: [
    { kind: 'nodejs:default', code: 'function main(a) { return a }' },
    { kind: 'python:default', code: 'def main(a): return a' },
    { kind: 'sequence', components: ['/_/a', '/_/pkg/a'] },
    { kind: 'blackbox', image: 'a/b' },
    { kind: 'nodejs:default', code: 'function main() { return 5 }' },
  ],
  parameters: [[{ key: 'k', value: 1 }], []],
  annotations: [[{ key: 'final', value: true }], []],
  limits: [{ timeout: 1000 }, { memory: 128, logs: 0 }, {}],
  version: ['1.2.3'],
  publish: [true, false],
  binding: [{ namespace: '_', name: 'pkg' }, {}],
  trigger: ['/_/t'],
  action: ['/_/a', '/_/pkg/a'],
  status: ['active', 'inactive'],
};

describe('10,000 random requests', () => {
  let platform: RunningPlatform;
  beforeAll(async () => (platform = await startPlatform()));
  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  it('get no 500 and do not stop the server', async () => {
    const next = requestsOf(generator(SEED), platform.auth);
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const { port } = new URL(platform.apihost);
    const faults: string[] = [];
    const statuses = new Map<number, number>();
    let left = REQUESTS;
    const sender = async () => {
      while (left > 0) {
        left -= 1;
        const sent = next();
        const status = await send(agent, Number(port), sent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // A whisk error in a record is answered 500 by definition; none of these functions can cause one.
        if (status === 500 || status < 0) faults.push(`${status} ${JSON.stringify(sent).slice(0, 400)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    agent.destroy();
    expect(faults).toEqual([]);
    // The requests reach what they aim at: not everything is refused at the door.
    for (const status of [200, 202, 400, 401, 404, 409])
      expect([status, statuses.get(status) ?? 0]).toEqual([status, expect.any(Number)]);
    expect(statuses.get(200) ?? 0).toBeGreaterThan(500);
    expect((await apiClient(platform)('GET', '//ping')).text).toBe('pong');
  }, 300_000);
});

function send(agent: Agent, port: number, { method, path, headers, body }: Sent): Promise<number> {
  return new Promise((resolve) => {
    try {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const outgoing = request(
        {
          agent,
          port,
          host: '127.0.0.1',
          method,
          path: path.replaceAll(' ', '%20'),
          headers: { ...headers, ...length },
          timeout: 70_000,
        },
        (answer) => {
          answer.resume();
          answer.once('end', () => resolve(answer.statusCode ?? -1));
          answer.once('error', () => resolve(-2));
        },
      );
      // A server may refuse a request while its body is still being sent; the answer counts if it came.
      outgoing.once('error', (error: NodeJS.ErrnoException) =>
        resolve(error.code === 'EPIPE' || error.code === 'ECONNRESET' ? 0 : -3),
      );
      outgoing.once('timeout', () => outgoing.destroy());
      outgoing.end(body);
    } catch {
      resolve(0); // the client itself refuses to send this
    }
  });
}
