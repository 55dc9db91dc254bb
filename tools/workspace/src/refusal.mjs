/** What stops a command, in words for whoever typed it; shown without a stack. */
export class Refusal extends Error {}

/**
 * One line for the person at the terminal, on standard error: standard output belongs to the command itself
 * (`npm start -- --json` promises one line only).
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`whisker: ${text}\n`);
}

/**
 * Runs a command's body and turns its failure into an exit code: a refusal is one message, anything else a stack.
 * @param {() => Promise<void>} body
 */
export async function runCommand(body) {
  try {
    await body();
  } catch (error) {
    if (error instanceof Refusal) say(error.message);
    else process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  }
}
