import { refuse } from '@whisker/entities';
import { ApiUnderTest } from '../testing/api-under-test';

const OWN = '/api/v1/namespaces/_';
const TRIGGER = `${OWN}/triggers/t`;

describe('firing a trigger', () => {
  let api: ApiUnderTest;

  const put = async (path: string, body: object) => {
    expect(await api.ask('PUT', `${OWN}/${path}`, { body })).toMatchObject({ status: 200 });
  };

  const start = async (limits: ConstructorParameters<typeof ApiUnderTest>[0] = {}) => {
    api = await new ApiUnderTest(limits).start();
    api.outcome = async () => ({ type: 'accepted', activationId: 'a'.repeat(32) });
    await put('actions/a', { exec: { kind: 'nodejs:default', code: 'function main() {}' } });
    await put('triggers/t', { parameters: [{ key: 'tp', value: 1 }] });
  };
  const link = () => put('rules/r', { trigger: '/_/t', action: '/_/a' });

  beforeEach(() => start());
  afterEach(() => api.stop());

  it.each([
    ['without rules', undefined],
    ['whose rules are inactive', 'inactive'],
  ])('%s is answered 204 with nothing', async (_, status) => {
    if (status !== undefined) {
      await link();
      await api.ask('POST', `${OWN}/rules/r`, { body: { status } });
    }
    const answer = await api.ask('POST', TRIGGER, { body: {}, headers: { accept: 'text/html' } });
    expect(answer).toMatchObject({ status: 204, text: '', headers: { 'access-control-allow-origin': '*' } });
    for (const header of ['content-type', 'content-length', 'x-openwhisk-activation-id']) {
      expect(answer.headers).not.toHaveProperty(header);
    }
    expect(api.calls).toEqual([]);
  });

  it('is answered 202 with the id of its record', async () => {
    await link();
    const answer = await api.ask('POST', TRIGGER, { body: { f: 1 } });
    const { activationId } = answer.body as { activationId: string };
    expect(answer).toMatchObject({ status: 202, headers: { 'x-openwhisk-activation-id': activationId } });
    expect(answer.text).toBe(`{"activationId":"${activationId}"}`);
    const record = await api.ask('GET', `${OWN}/activations/${activationId}`);
    const line = { rule: 'guest/r', action: 'guest/a', statusCode: 0, success: true, activationId: 'a'.repeat(32) };
    expect(record.body).toEqual({
      namespace: 'guest',
      name: 't',
      version: '0.0.1',
      subject: api.caller.subject,
      activationId,
      start: 1_700_000_000_000,
      response: { status: 'success', success: true, result: { f: 1 } },
      logs: [JSON.stringify(line)],
      annotations: [],
      publish: false,
    });
  });

  it('shows the actions its headers, credentials too, but not how the body was sent', async () => {
    await link();
    await api.ask('POST', TRIGGER, { body: { f: 1 }, headers: { 'X-Mine': '1', 'X-OW-EXTRA-LOGGING': 'on' } });
    const headers = { authorization: expect.stringMatching(/^Basic /), 'x-mine': '1' };
    const payload = api.calls[0]?.payload?.value;
    expect(payload).toEqual({
      tp: 1,
      f: 1,
      __ow_headers: { ...headers, host: expect.any(String), connection: 'close' },
    });
  });

  it('needs no body', async () => {
    await link();
    expect((await api.ask('POST', TRIGGER)).status).toBe(202);
  });

  it.each([
    ['an array', '[]', 'application/json', 400, 'The request content was malformed:\nJSON object expected'],
    ['null', 'null', 'application/json', 400, 'The request content was malformed:\nJSON object expected'],
    [
      'a form',
      'a=b',
      'application/x-www-form-urlencoded',
      415,
      "The request's Content-Type [application/x-www-form-urlencoded] is not supported. Expected:\napplication/json",
    ],
    [
      'too much',
      JSON.stringify('x'.repeat(1_048_576)),
      'application/json',
      413,
      'Request larger than allowed: 1048578 > 1048576 bytes.',
    ],
  ])('is refused with %s, even of a trigger that does not exist', async (_, body, type, status, error) => {
    const answer = await api.ask('POST', `${TRIGGER}x`, { body, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status, body: { error } });
  });

  it('that does not exist is 404, something else 409, another namespace is 403', async () => {
    expect((await api.ask('POST', `${TRIGGER}x`)).status).toBe(404);
    expect((await api.ask('POST', `${OWN}/triggers/a`)).status).toBe(409);
    const foreign = await api.ask('POST', '/api/v1/namespaces/other/triggers/t', { body: '[]' });
    const error = "The supplied authentication is not authorized to access 'other/t'.";
    expect(foreign).toMatchObject({ status: 403, body: { error } });
  });

  it('is throttled before anything else, by its own count', async () => {
    await api.stop();
    await start({ firesPerMinute: 1, invocationsPerMinute: 100 });
    expect((await api.ask('POST', `${TRIGGER}x`, { body: '[]' })).status).toBe(415);
    const answer = await api.ask('POST', '/api/v1/namespaces/other/triggers/t', { body: '[]' });
    const error = 'Too many requests in the last minute (count: 2, allowed: 1).';
    expect(answer).toMatchObject({ status: 429, body: { error } });
    expect((await api.ask('POST', `${OWN}/actions/a`)).status).toBe(202);
  });

  it('succeeds whatever becomes of the actions', async () => {
    await link();
    api.outcome = () => Promise.reject(refuse.unavailable());
    expect((await api.ask('POST', TRIGGER)).status).toBe(202);
    api.outcome = () => Promise.reject(new Error('broken'));
    expect((await api.ask('POST', TRIGGER)).status).toBe(202);
  });
});
