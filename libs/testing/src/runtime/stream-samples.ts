import type { StreamSamples } from './runtime-samples';

const nodejs = (generator: string): { code: string } => ({
  code: `
    const fs = require('fs');
    async function* chunks(args) { ${generator} }
    function main(args) { return { statusCode: 201, body: chunks(args) }; }`,
});

/** The samples in JavaScript. */
export const nodejsStreams: StreamSamples = {
  texts: nodejs('yield* args.chunks;'),
  bytes: nodejs('yield Buffer.from([0]); yield new Uint8Array([255]);'),
  whole: { code: 'async function* main() { yield "whole"; }' },
  gated: nodejs(`
    yield 'first';
    while (!fs.existsSync(args.gate)) await new Promise((resolve) => setTimeout(resolve, 5));
    yield 'second';`),
  fails: nodejs('yield* args.chunks; throw new Error("boom ☃");'),
  number: nodejs('yield "first"; yield 5;'),
  endless: nodejs(`
    let count = 0;
    try {
      for (;;) {
        count += 1;
        yield 'x'.repeat(1024);
      }
    } finally {
      console.log('stopped after ' + count);
    }`),
};

const python = (...generator: string[]): { code: string } => ({
  code: [
    'import os, time',
    'def chunks(args):',
    ...generator.map((line) => `    ${line}`),
    'def main(args):',
    '    return {"statusCode": 201, "body": chunks(args)}',
    '',
  ].join('\n'),
});

/** The samples in Python. */
export const pythonStreams: StreamSamples = {
  texts: python('yield from args["chunks"]'),
  bytes: python('yield bytes([0])', 'yield bytearray([255])'),
  whole: { code: 'def main(args):\n    yield "whole"\n' },
  gated: python('yield "first"', 'while not os.path.exists(args["gate"]):', '    time.sleep(0.005)', 'yield "second"'),
  fails: python('yield from args["chunks"]', 'raise ValueError("boom ☃")'),
  number: python('yield "first"', 'yield 5'),
  endless: python(
    'count = 0',
    'try:',
    '    while True:',
    '        count += 1',
    '        yield "x" * 1024',
    'finally:',
    '    print("stopped after", count)',
  ),
};
