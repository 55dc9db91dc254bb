import { once } from 'node:events';
import { connect } from 'node:net';

const ANSWER_WITHIN_MS = 1000;
const METADATA = 3;
const VERSION = 1;
const BROKERS_AT = 8;

/** Whether a broker answers there and names at least one broker (itself): it listens before it takes requests. */
export async function kafkaAnswers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
    socket.write(metadataRequest());
    const closed = once(socket, 'close').then(() => [Buffer.alloc(0)]);
    const [answer] = (await Promise.race([once(socket, 'data'), closed])) as [Buffer];
    return answer.length >= BROKERS_AT + 4 && answer.readInt32BE(BROKERS_AT) > 0;
  } finally {
    socket.destroy();
  }
}

/** Asks for the brokers and for no topic. Size, key, version, correlation, no client id, no topics. */
function metadataRequest(): Buffer {
  const body = Buffer.alloc(18);
  body.writeInt32BE(14, 0);
  body.writeInt16BE(METADATA, 4);
  body.writeInt16BE(VERSION, 6);
  body.writeInt32BE(1, 8);
  body.writeInt16BE(-1, 12);
  body.writeInt32BE(0, 14);
  return body;
}
