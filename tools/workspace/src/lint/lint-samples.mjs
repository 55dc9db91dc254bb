// Lints samples as if they stood in files of this workspace: JSON [{ filename, code }] in, the messages of each out.
// A program of its own, because ESLint imports its configuration in a way that jest's modules do not know.
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';

/** @type {{ filename: string, code: string }[]} */
const samples = JSON.parse(await text(process.stdin));
const eslint = new ESLint();
const messages = [];
for (const { filename, code } of samples) {
  const [result] = await eslint.lintText(code, { filePath: filename });
  messages.push(result?.messages ?? []);
}
process.stdout.write(JSON.stringify(messages));
