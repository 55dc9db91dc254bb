import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import openwhisk from 'openwhisk';
import { startPlatform, removeFolder, type RunningPlatform } from './platform';

/** Options that the client takes and its types leave out. */
type ClientOptions = openwhisk.Options & { retry?: { retries?: number; minTimeout?: number; onRetry?: () => void } };

interface Caught {
  readonly name: string;
  readonly message: string;
  readonly statusCode: number;
  readonly error: openwhisk.Dict;
}

const caught = (promise: Promise<unknown>): Promise<Caught> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: Caught) => error,
  );

/** How the published npm client is told where to go, and what it makes of failures. */
describe('the openwhisk npm client', () => {
  let platform: RunningPlatform;
  let ow: openwhisk.Client;
  let key: string;

  const client = (options: ClientOptions) => openwhisk({ apihost: platform.apihost, api_key: key, ...options });

  beforeAll(async () => {
    platform = await startPlatform();
    key = platform.auth;
    ow = client({});
    await ow.actions.create({
      name: 'fail',
      action: 'function main({ how }) { if (how === "throw") throw new Error("boom"); return Promise.reject(how) }',
    });
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  describe('finds the platform', () => {
    const names = async (options: ClientOptions) => (await openwhisk(options).actions.list()).map(({ name }) => name);

    it('by host, by a whole address, with or without a slash at its end', async () => {
      const { apihost } = platform;
      const address = `${apihost}/api/v1`;
      for (const options of [{ apihost }, { apihost, apiversion: 'v1' }, { api: address }, { api: `${address}/` }]) {
        expect(await names({ ...options, api_key: key })).toEqual(['fail']);
      }
    });

    it('with https where no scheme is given', async () => {
      const failure = await caught(names({ apihost: platform.apihost.replace('http://', ''), api_key: key }));
      expect(failure.name).toBe('OpenWhiskError');
      expect(failure.message).toMatch(/^Unknown Error From API: /);
    });

    it('in a namespace of its own name, `_`, or the one it is given', async () => {
      for (const namespace of ['_', 'guest']) {
        expect(await names({ apihost: platform.apihost, api_key: key, namespace })).toEqual(['fail']);
        expect((await ow.actions.list({ namespace })).map(({ name }) => name)).toEqual(['fail']);
      }
      expect((await client({ namespace: 'guest' }).actions.get('fail')).namespace).toBe('guest');
      const { statusCode, error } = await caught(client({ namespace: 'someone-else' }).actions.list());
      expect({ statusCode, error }).toEqual({
        statusCode: 403,
        error: {
          code: expect.any(String) as string,
          error: expect.stringContaining('not authorized') as string,
        },
      });
    });

    it('with authorization by a handler, and with certificates ignored', async () => {
      const header = `Basic ${Buffer.from(key).toString('base64')}`;
      const { apihost } = platform;
      const auth_handler = { getAuthHeader: () => Promise.resolve(header) };
      expect(await names({ apihost, auth_handler })).toEqual(['fail']);
      expect(await names({ apihost, api_key: key, ignore_certs: true })).toEqual(['fail']);
    });

    it('and takes back its request id', async () => {
      const seen: IncomingHttpHeaders[] = [];
      const proxy = await recordingProxy(platform.apihost, seen);
      process.env['__OW_TRANSACTION_ID'] = 'abcdef0123456789';
      try {
        const { port } = proxy.address() as AddressInfo;
        await client({ apihost: `http://127.0.0.1:${port}`, namespace: 'guest' }).actions.list();
      } finally {
        delete process.env['__OW_TRANSACTION_ID'];
        proxy.close();
      }
      const [request, response] = seen;
      expect(request).toMatchObject({
        'user-agent': 'openwhisk-client-js',
        'x-namespace-id': 'guest',
        'x-request-id': 'abcdef0123456789',
      });
      expect(response?.['x-request-id']).toBe('abcdef0123456789');
    });

    it('after a second attempt, if told to retry', async () => {
      let attempts = 0;
      const retry = { retries: 2, minTimeout: 1, onRetry: () => void attempts++ };
      const failure = await caught(client({ retry }).actions.get('nosuch'));
      expect([failure.statusCode, attempts]).toEqual([404, 2]);
    });
  });

  describe('tells of a failure', () => {
    const url = (path: string) => `${platform.apihost}/api/v1/namespaces/_${path}`;

    it('what the platform refused', async () => {
      const failure = await caught(ow.actions.get('nosuch'));
      expect(failure).toMatchObject({
        name: 'OpenWhiskError',
        statusCode: 404,
        error: { error: 'The requested resource does not exist.', code: expect.any(String) as string },
      });
      expect(failure.message).toBe(
        `GET ${url('/actions/nosuch')} Returned HTTP 404 (Not Found) --> "The requested resource does not exist."`,
      );
    });

    it('that the key is wrong', async () => {
      const stranger = client({ api_key: `${key.slice(0, -1)}${key.endsWith('x') ? 'y' : 'x'}` });
      const failure = await caught(stranger.actions.list());
      expect(failure.statusCode).toBe(401);
      expect(failure.message).toContain('Returned HTTP 401 (Unauthorized) --> ');
      expect((await caught(client({ api_key: 'no-key' }).actions.list())).statusCode).toBe(401);
    });

    it('that the body is malformed, too large, or over a limit', async () => {
      const bad = (action: unknown) => caught(ow.actions.create({ name: 'bad', action: action as openwhisk.Action }));
      expect(await bad({ exec: { kind: 'cobol', code: 'x' } })).toMatchObject({ statusCode: 400 });
      const code = 'function main() {}';
      const over = await bad({ exec: { kind: 'nodejs:default', code }, limits: { memory: 100_000 } });
      expect(over.statusCode).toBe(400);
      expect(over.message).toMatch(/HTTP 400 \(Bad Request\) --> ".*memory.*"/s);
      expect(await bad(`//${'x'.repeat(49 * 1024 * 1024)}`)).toMatchObject({ statusCode: 413 });
    });

    it.each([
      ['a text', 'no luck', 'no luck'],
      ['an error within', { error: 'deeper' }, 'deeper'],
      ['a status code', { statusCode: 418 }, 'application error, status code: 418'],
      ['anything else', { code: 42 }, 'Response Missing Error Message.'],
    ])('an action that rejects with %s {cli-and-clients.6.6}', async (_title, how, text) => {
      const failure = await caught(ow.actions.invoke({ name: 'fail', params: { how }, blocking: true, result: true }));
      expect(failure).toMatchObject({
        statusCode: 502,
        error: {
          activationId: expect.any(String) as string,
          response: { success: false, status: 'application error', result: { error: how } },
        },
      });
      expect(failure.message).toBe(`POST ${url('/actions/fail')} Returned HTTP 502 (Bad Gateway) --> "${text}"`);
    });

    it('an action that breaks {cli-and-clients.6.6}', async () => {
      const failure = await caught(ow.actions.invoke({ name: 'fail', params: { how: 'throw' }, blocking: true }));
      expect(failure).toMatchObject({
        statusCode: 502,
        error: { response: { success: false, status: 'action developer error' } },
      });
      expect(failure.message).toContain('--> "An error has occurred: Error: boom"');
    });

    it('that nobody listens', async () => {
      const failure = await caught(client({ apihost: 'http://127.0.0.1:1' }).actions.list());
      expect(failure).toMatchObject({ name: 'OpenWhiskError', statusCode: undefined });
      expect(failure.message).toContain('ECONNREFUSED');
    });
  });
});

/** Passes a request on; notes the headers that came, then those of the answer. */
function recordingProxy(target: string, seen: IncomingHttpHeaders[]): Promise<Server> {
  const server = createServer((request, response) => {
    seen.push(request.headers);
    const authorization = request.headers.authorization ?? '';
    const headers = { authorization, 'x-request-id': String(request.headers['x-request-id']) };
    void fetch(target + (request.url ?? ''), { headers }).then(async (answer) => {
      seen.push(Object.fromEntries(answer.headers));
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
