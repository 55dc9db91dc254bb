// @ts-check
'use strict';
/**
 * The two log streams of the container.
 *
 * Node writes to a pipe that is full in the background, so a marker written right after could overtake the text, or
 * fail with EAGAIN. Here every write is done when it returns, whatever the streams are: pipes, files or terminals.
 */
const fs = require('node:fs');
const { Writable } = require('node:stream');

/** Ends the log of one activation, on each of both streams, on a line of its own. */
const SENTINEL = Buffer.from('XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n');
const SENTINEL_ON_NEXT_LINE = Buffer.concat([Buffer.from('\n'), SENTINEL]);
const NEWLINE = 10;
const FULL_PIPE_RETRY_MS = 1;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all bytes. A reader that went away must not break the action, so what cannot be delivered is dropped.
 *
 * @param {number} fd
 * @param {Buffer} bytes
 */
function writeAll(fd, bytes) {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += fs.writeSync(fd, bytes, at);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') return;
      Atomics.wait(sleeper, 0, 0, FULL_PIPE_RETRY_MS);
    }
  }
}

/** Stands in for `process.stdout` or `process.stderr`; remembers whether the last line was ended. */
class LogStream extends Writable {
  /** @param {number} fd */
  constructor(fd) {
    super({ decodeStrings: true });
    this.fd = fd;
    this.atLineStart = true;
  }

  /**
   * @override
   * @param {Buffer} chunk
   * @param {BufferEncoding} _encoding
   * @param {() => void} done
   */
  _write(chunk, _encoding, done) {
    if (chunk.length > 0) {
      writeAll(this.fd, chunk);
      this.atLineStart = chunk[chunk.length - 1] === NEWLINE;
    }
    done();
  }

  endActivation() {
    writeAll(this.fd, this.atLineStart ? SENTINEL : SENTINEL_ON_NEXT_LINE);
    this.atLineStart = true;
  }
}

/**
 * Takes over both streams of this process; `console` follows.
 *
 * @returns {{ endActivation(): void }} ends the log of one activation
 */
function takeOverStreams() {
  const stdout = new LogStream(1);
  const stderr = new LogStream(2);
  Object.defineProperty(process, 'stdout', { value: stdout, configurable: true, enumerable: true });
  Object.defineProperty(process, 'stderr', { value: stderr, configurable: true, enumerable: true });
  return {
    endActivation() {
      stdout.endActivation();
      stderr.endActivation();
    },
  };
}

module.exports = { takeOverStreams };
