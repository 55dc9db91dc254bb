import { Json, refuse } from '@whisker/entities';
import { anActivation } from '@whisker/testing';
import { ApiUnderTest } from './testing/api-under-test';

const ACTION = '/api/v1/namespaces/_/actions/a';

describe('invoking an action', () => {
  let api: ApiUnderTest;

  beforeEach(async () => {
    api = await new ApiUnderTest().start();
    const created = await api.ask('PUT', ACTION, {
      body: { exec: { kind: 'nodejs:default', code: 'function main() {}' } },
    });
    expect(created.status).toBe(200);
  });
  afterEach(() => api.stop());

  const ended = (statusCode: 0 | 1 | 2 | 3, result: Json) => {
    const activation = anActivation({ response: { statusCode, result }, logs: ['a line'] });
    api.outcome = async () => ({ type: 'completed', activation });
    return activation;
  };

  it('answers 202 with the id when it is not waited for', async () => {
    const activationId = 'a'.repeat(32);
    api.outcome = async () => ({ type: 'accepted', activationId });
    const answer = await api.ask('POST', ACTION);
    expect(answer).toMatchObject({
      status: 202,
      body: { activationId },
      headers: { 'x-openwhisk-activation-id': activationId },
    });
    expect(api.calls).toMatchObject([{ blocking: false, payload: undefined }]);
  });

  it.each([
    [0, 200],
    [1, 502],
    [2, 502],
    [3, 500],
  ] as const)(
    'answers status code %i with %i and the record without logs {rest-api.6.invoke-post.5, rest-api.6.invoke-post.6, rest-api.6.invoke-post.7, rest-api.6.invoke-post.8}',
    async (statusCode, status) => {
      const { activationId } = ended(statusCode, Json.of({ x: 1 }));
      const answer = await api.ask('POST', `${ACTION}?blocking=true`, { body: { a: 1 } });
      expect(answer).toMatchObject({ status, body: { activationId, logs: [], response: { result: { x: 1 } } } });
      expect(api.calls[0]?.payload?.value).toEqual({ a: 1 });
    },
  );

  it('answers the bare result if asked to, and a bare array always', async () => {
    ended(0, Json.of({ x: 1 }));
    expect((await api.ask('POST', `${ACTION}?blocking=true&result=true`)).body).toEqual({ x: 1 });
    ended(0, Json.of([1, 2]));
    expect((await api.ask('POST', `${ACTION}?blocking=true`)).body).toEqual([1, 2]);
  });

  it.each([
    ['blocking=maybe', "The query parameter 'blocking' was malformed:\n'maybe' is not a valid Boolean value"],
    ['timeout=0', "The query parameter 'timeout' was malformed:\nTimeout must be number of milliseconds up to 60000."],
    [
      'timeout=60001',
      "The query parameter 'timeout' was malformed:\nTimeout must be number of milliseconds up to 60000.",
    ],
    ['timeout=', "The query parameter 'timeout' was malformed:\nTimeout must be number of milliseconds up to 60000."],
  ])('refuses ?%s', async (query, error) => {
    expect(await api.ask('POST', `${ACTION}?${query}`)).toMatchObject({ status: 400, body: { error } });
  });

  it('takes nothing but an object of up to 1 MiB as payload {limits.2.1}', async () => {
    for (const body of ['[]', '5', 'null', '"x"']) {
      const answer = await api.ask('POST', ACTION, { body, headers: { 'content-type': 'application/json' } });
      expect(answer).toMatchObject({
        status: 400,
        body: { error: 'The request content was malformed:\nJSON object expected' },
      });
    }
    const fits = { a: 'x'.repeat(1_048_576 - 8) };
    expect((await api.ask('POST', ACTION, { body: fits })).status).toBe(200);
    const tooLarge = await api.ask('POST', ACTION, { body: { a: 'x'.repeat(1_048_576) } });
    expect(tooLarge).toMatchObject({
      status: 413,
      body: { error: 'Request larger than allowed: 1048584 > 1048576 bytes.' },
    });
    expect(api.calls).toHaveLength(1);
  });

  it('is throttled before anything else is looked at {errors.5.2}', async () => {
    api.inFlight = 30;
    const answer = await api.ask('POST', `${ACTION}?blocking=maybe`, {
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer).toMatchObject({
      status: 429,
      body: { error: 'Too many concurrent requests in flight (count: 30, allowed: 30).' },
    });
    api.inFlight = 0;
    const statuses = new Set<number>();
    for (let i = 0; i < 61; i += 1) statuses.add((await api.ask('POST', ACTION)).status);
    expect([...statuses]).toEqual([200, 429]);
  });

  it('tells a full platform by 503 and when to come back, and a fault by 500 and its id only {errors.1.8, errors.5.3, rest-api.6.invoke-post.12}', async () => {
    api.outcome = () => Promise.reject(refuse.unavailable());
    expect(await api.ask('POST', ACTION)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { error: 'The server is currently unavailable (because it is overloaded or down for maintenance).' },
    });
    api.outcome = () => Promise.reject(new TypeError('secret'));
    const answer = await api.ask('POST', ACTION);
    expect(answer).toMatchObject({ status: 500, body: { error: 'There was an internal server error.' } });
    expect(api.faults).toEqual([expect.any(TypeError)]);
  });

  it('of a name that does not exist is 404, and of a package 409', async () => {
    expect((await api.ask('POST', `${ACTION}b`)).status).toBe(404);
    await api.ask('PUT', '/api/v1/namespaces/_/packages/p', { body: {} });
    expect((await api.ask('POST', '/api/v1/namespaces/_/actions/p')).status).toBe(409);
  });
});
