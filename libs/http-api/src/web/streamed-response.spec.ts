import { Json, type JsonValue } from '@whisker/entities';
import { anActivation } from '@whisker/testing';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { CORS, refusalText, RUN_ID, WEB, WebActionUnderTest } from '../testing/web-action-under-test';

const HTML = 'text/html; charset=UTF-8';

let web: WebActionUnderTest;
/** What the action streams. */
let body: PassThrough;
beforeEach(async () => {
  web = await new WebActionUnderTest().start();
  body = new PassThrough();
});
afterEach(() => web.api.stop());

/** The action answers with a stream that begins with this head; its run ends with the stream. */
function streams(head: JsonValue): void {
  web.api.outcome = async (call) => {
    call.onStream?.({ activationId: RUN_ID, head: Json.of(head), body });
    await once(body, 'close');
    return { type: 'completed', activation: anActivation() };
  };
}

describe('a streamed response', () => {
  it('has the status and the headers of its head, then the body', async () => {
    await web.given({ 'web-stream': true });
    streams({ statusCode: 201, headers: { 'X-Own': 1, 'Set-Cookie': ['a=b', 'c=d'], 'content-type': 'image/png' } });
    const bytes = Buffer.from([0, 255]);
    body.end(bytes);
    const answer = await web.ask();
    expect(answer).toMatchObject({
      status: 201,
      bytes,
      headers: { 'x-own': '1', 'set-cookie': ['a=b', 'c=d'], ...CORS },
    });
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'transfer-encoding': 'chunked',
      'x-openwhisk-activation-id': RUN_ID,
    });
  });

  it.each([
    [undefined, HTML],
    ['text/plain', 'text/plain; charset=UTF-8'],
    ['text/plain; charset=iso-8859-1', 'text/plain; charset=iso-8859-1'],
    ['text/event-stream', 'text/event-stream'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['application/json', 'application/json'],
  ])('declared as %s is of the type %s', async (declared, type) => {
    await web.given({ 'web-stream': true });
    streams({ headers: declared === undefined ? {} : { 'Content-Type': declared } });
    body.end('x');
    expect(await web.ask()).toMatchObject({ status: 200, text: 'x', headers: { 'content-type': type } });
  });

  it('comes piece by piece', async () => {
    await web.given({ 'web-stream': true });
    streams({});
    const response = await web.api.open('GET', WEB);
    const pieces = response[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    for (const piece of ['first', 'second']) {
      body.write(piece);
      expect((await pieces.next()).value?.toString()).toBe(piece);
    }
    body.end();
    expect(await pieces.next()).toMatchObject({ done: true });
  });

  it('begins before there is anything in it', async () => {
    await web.given({ 'web-stream': true });
    streams({ statusCode: 202 });
    const response = await web.api.open('GET', WEB);
    expect(response.statusCode).toBe(202);
    body.end();
    expect(await once(response.resume(), 'end')).toEqual([]);
  });

  it('answers HEAD with its headers, and is given up', async () => {
    await web.given({ 'web-stream': true });
    streams({ statusCode: 203 });
    expect(await web.ask('HEAD')).toMatchObject({ status: 203, text: '', headers: { 'content-type': HTML } });
    expect(body.destroyed).toBe(true);
  });

  it('of a status without a body is given up', async () => {
    await web.given({ 'web-stream': true });
    streams({ statusCode: 204, headers: { 'x-own': 'a' } });
    expect(await web.ask()).toMatchObject({ status: 204, text: '', headers: { 'x-own': 'a' } });
    expect(body.destroyed).toBe(true);
  });
});

describe('a stream that breaks off', () => {
  it('breaks off the connection: the client must not take it for complete', async () => {
    await web.given({ 'web-stream': true });
    streams({});
    const response = await web.api.open('GET', WEB);
    body.write('first');
    await once(response, 'data');
    body.destroy(new Error('boom'));
    await expect(once(response, 'end')).rejects.toThrow('aborted');
  });

  it('because the client went away is given up', async () => {
    await web.given({ 'web-stream': true });
    streams({});
    const response = await web.api.open('GET', WEB);
    body.write('first');
    await once(response, 'data');
    const closed = new Promise((resolve) => body.once('close', resolve));
    response.destroy();
    await closed;
    expect(body.destroyed).toBe(true);
  });
});

describe('a stream that is refused', () => {
  it.each<[JsonValue, string]>([
    [{ statusCode: 99 }, "Response is not valid 'message/http'."],
    [{ headers: { 'x-a': 'b\r\nc: d' } }, "Response is not valid 'message/http'."],
    [[], "Response is not valid 'message/http'."],
    [{ headers: { 'content-type': 'nonsense' } }, 'Response did not specify a known content-type.'],
  ])('for its head %j is given up', async (head, error) => {
    await web.given({ 'web-stream': true });
    streams(head);
    const answer = await web.ask();
    expect(answer).toMatchObject({ status: 400, headers: { ...CORS, 'x-openwhisk-activation-id': RUN_ID } });
    expect(answer.text).toBe(refusalText(answer, error));
    expect(body.destroyed).toBe(true);
  });

  it('for its type is given up', async () => {
    await web.given({ 'web-stream': true });
    streams({});
    const answer = await web.ask('GET', WEB, { headers: { accept: 'image/png' } });
    expect([answer.status, body.destroyed]).toEqual([406, true]);
  });
});

describe('an action that may stream', () => {
  it('may as well answer as ever', async () => {
    await web.given({ 'web-stream': true });
    expect(await web.ask()).toMatchObject({ status: 200, text: 'hello' });
    web.ends({ error: 'secret' }, 2);
    expect(await web.ask()).toMatchObject({
      status: 400,
      body: { error: 'There was an error processing your request.' },
    });
    web.api.outcome = () => Promise.reject(new TypeError('secret'));
    expect((await web.ask()).status).toBe(500);
  });

  it.each([
    ['without the annotation', {}, WEB],
    ['with another value of it', { 'web-stream': 'true' }, WEB],
    ['shown by another extension', { 'web-stream': true }, `${WEB}.text`],
  ])('is not asked for one %s', async (_, annotations, path) => {
    await web.given(annotations);
    expect(await web.ask('GET', path)).toMatchObject({ status: 200, text: 'hello' });
    expect(web.api.calls).toEqual([expect.not.objectContaining({ onStream: expect.anything() })]);
  });
});
