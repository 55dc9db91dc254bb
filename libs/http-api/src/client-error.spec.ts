import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { answerUnreadable } from './client-error';

describe('what is no request', () => {
  const server = createServer((_request, response) => response.end('read'));
  server.on('clientError', answerUnreadable);
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    return closed;
  });

  const send = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (part: Buffer) => (answer += part.toString()));
      socket.once('close', () => resolve(answer));
      socket.once('error', reject);
    });

  it('as its verb is unknown is answered 501 {errors.2.5}', async () => {
    const answer = await send('TRASH / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 501 Not Implemented\r\nContent-Type: text\/plain/);
    expect(answer).toMatch(/\r\n\r\nUnsupported HTTP method$/);
  });

  it.each([
    ['its headers are too large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['its length is no number', 'GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n', 400],
  ])('as %s is answered', async (_what, text, status) => {
    expect(await send(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('as the client is gone is answered with nothing', () => {
    const ends: string[] = [];
    const socket = { writable: false, destroy: () => ends.push('destroyed'), end: () => ends.push('ended') };
    answerUnreadable(new Error('gone'), socket as unknown as Parameters<typeof answerUnreadable>[1]);
    expect(ends).toEqual(['destroyed']);
  });
});
