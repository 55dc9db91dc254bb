import type { FileSystem } from './surroundings';
import { exitCodes, Failure } from './failure';

/** The keys of `.wskprops` that the command knows. */
export type PropertyKey =
  'APIHOST' | 'AUTH' | 'APIVERSION' | 'NAMESPACE' | 'CERT' | 'KEY' | 'APIGW_ACCESS_TOKEN' | 'APIGW_TENANT_ID';

/** What a properties file says; keys the command does not know are kept. */
export type Properties = ReadonlyMap<string, string>;

/** Reads `KEY=VALUE` lines. A line with no or a second `=` says nothing; neither does a comment. */
export function parseProperties(text: string): Properties {
  const properties = new Map<string, string>();
  for (const line of text.split('\n')) {
    const parsed = parseLine(line);
    if (parsed) properties.set(parsed.key, parsed.value);
  }
  return properties;
}

/** The text with `changes` made: a value replaces or adds a line, `undefined` takes the line away, the rest stays. */
export function editProperties(text: string, changes: ReadonlyMap<PropertyKey, string | undefined>): string {
  const open = new Map<string, string | undefined>(changes);
  const lines = text.split('\n').flatMap((line) => {
    const key = parseLine(line)?.key;
    if (key === undefined || !changes.has(key as PropertyKey)) return [line];
    const value = open.get(key);
    open.delete(key);
    return value === undefined ? [] : [`${key}=${value}`];
  });
  while (lines.at(-1) === '') lines.pop();
  for (const [key, value] of open) if (value !== undefined) lines.push(`${key}=${value}`);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The text of the file at `path`; a missing file is an empty one. */
export async function readPropertiesFile(files: FileSystem, path: string): Promise<string> {
  try {
    return (await files.read(path)).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new Failure(`The properties file '${path}' cannot be read: ${(error as Error).message}`, exitCodes.general);
  }
}

function parseLine(line: string): { key: string; value: string } | undefined {
  if (line.trimStart().startsWith('#')) return undefined;
  const [key, value, ...more] = line.split('=');
  if (key === undefined || value === undefined || more.length > 0) return undefined;
  return { key: key.trim(), value: value.trim() };
}
