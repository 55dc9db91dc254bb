const { createHash, randomBytes } = require('node:crypto');
const http = require('node:http');
const https = require('node:https');

const PATIENCE_MS = 30_000;
/** Every handshake is signed with this word of RFC 6455. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const CLOSE = 0x8;

/** Sends one message to a WebSocket. Written out, since the oldest Node that may run it has no WebSocket. */
async function main({ uri, payload }) {
  if (!uri) return { error: 'You must specify a uri parameter.' };
  if (!payload) return { error: 'You must specify a payload parameter.' };
  const socket = await connect(uri);
  await new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.write(frame(TEXT, Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))));
    // Closed by the peer's answer, or by its silence.
    socket.end(frame(CLOSE, Buffer.alloc(0)), resolve);
  });
  return { payload };
}

function connect(uri) {
  const key = randomBytes(16).toString('base64');
  const expected = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  const url = new URL(uri.replace(/^ws/, 'http'));
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': key,
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).get(url, { headers });
    const timer = setTimeout(() => {
      request.destroy();
      reject('Did not establish websocket connection to URI in a timely manner.');
    }, PATIENCE_MS);
    const settle = (act) => (value) => {
      clearTimeout(timer);
      act(value);
    };
    request.on('upgrade', ({ headers: answered }, socket) => {
      if (answered['sec-websocket-accept'] === expected) return settle(resolve)(socket);
      socket.destroy();
      settle(reject)('The answer of URI is not that of a websocket.');
    });
    request.on('response', (answer) => {
      answer.resume();
      settle(reject)(`URI answered with status ${answer.statusCode}, not with a websocket.`);
    });
    request.on('error', settle(reject));
  });
}

/** One final frame, masked as all frames of clients are. */
function frame(opcode, data) {
  const mask = randomBytes(4);
  return Buffer.concat([header(opcode, data.length), mask, data.map((byte, at) => byte ^ mask[at % 4])]);
}

function header(opcode, length) {
  const first = 0x80 | opcode;
  if (length < 126) return Buffer.from([first, 0x80 | length]);
  const long = Buffer.alloc(length < 65_536 ? 4 : 10);
  long[0] = first;
  if (length < 65_536) {
    long[1] = 0x80 | 126;
    long.writeUInt16BE(length, 2);
  } else {
    long[1] = 0x80 | 127;
    long.writeBigUInt64BE(BigInt(length), 2);
  }
  return long;
}

exports.main = main;
