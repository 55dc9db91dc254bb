import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';

type ActionMain = (params: object) => unknown;

/**
 * Runs an action's source as the platform does: a script that finds its surroundings in `process.env`.
 * @param file `utils/echo.js`
 */
export async function runAction(
  file: string,
  params: object,
  env: Readonly<Record<string, string>> = {},
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- results have the shape the test expects
): Promise<any> {
  const path = join(__dirname, '../../actions', file);
  const logged: string[] = [];
  const exports: { main?: ActionMain } = {};
  const surroundings = { exports, require: createRequire(path), process: { env }, console: consoleInto(logged) };
  const code = readFileSync(path, 'utf8');
  compileFunction(code, Object.keys(surroundings), { filename: path })(...Object.values(surroundings));
  const result = await exports.main?.(params);
  return logged.length > 0 ? { ...(result as object), logged } : result;
}

function consoleInto(lines: string[]): Pick<Console, 'log'> {
  return { log: (...words: unknown[]) => void lines.push(words.join(' ')) };
}
