import { Buffer } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import { usageFailure } from './failure';

/** Standard input, or a test's. */
export interface SecretInput extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
}

/** More than the API takes; who pipes a film in is stopped early. Bytes. */
const MOST = 1024 * 1024;
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const ERASE = new Set(['\u007f', '\b']);
const ENTER = new Set(['\r', '\n']);

/** All of the input where it is no terminal; else one line, asked for and not shown. Rejects with a `Failure`. */
export function readSecretInput(input: SecretInput, question: string, shown: Writable): Promise<Buffer> {
  return input.isTTY === true ? askHidden(input, question, shown) : readAll(input);
}

async function readAll(input: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of input) {
    const bytes = Buffer.from(part as Buffer);
    parts.push(bytes);
    if ((size += bytes.length) > MOST) throw usageFailure(`More than ${MOST} bytes were given.`);
  }
  return Buffer.concat(parts);
}

async function askHidden(input: SecretInput, question: string, shown: Writable): Promise<Buffer> {
  shown.write(question);
  // Without it the terminal itself shows what is typed.
  input.setRawMode?.(true);
  try {
    return Buffer.from(await readLine(input));
  } finally {
    input.setRawMode?.(false);
    input.pause();
    shown.write('\n');
  }
}

async function readLine(input: Readable): Promise<string> {
  let line: string[] = [];
  input.setEncoding('utf8');
  for await (const part of input.iterator({ destroyOnReturn: false })) {
    for (const key of String(part)) {
      if (key === CTRL_C) throw usageFailure('Nothing was set.');
      if (ENTER.has(key) || key === CTRL_D) return line.join('');
      if (ERASE.has(key)) line = line.slice(0, -1);
      else line.push(key);
    }
  }
  return line.join('');
}
