import { extname } from 'node:path';
import { exitCodes, Failure, usageFailure } from '../failure';
import { readInputFile } from '../input-file';
import type { Surroundings } from '../surroundings';
import type { ApiDocument } from './api-documents';

const YAML = ['.yaml', '.yml'];
const REQUIRED = ['basePath', 'swagger', 'info', 'paths'] as const;

/**
 * The swagger document of a file, as JSON text.
 * @throws a usage failure if it cannot be read, or lacks what every document has
 */
export async function readApiFile(path: string, surroundings: Surroundings): Promise<string> {
  const text = (await readInputFile(path, surroundings)).toString('utf8');
  const value = YAML.includes(extname(path).toLowerCase()) ? await parseYaml(text) : parseJson(text, path);
  const document = value as Partial<ApiDocument> | null;
  if (REQUIRED.some((field) => !document?.[field])) {
    throw new Failure(
      'Unable to parse swagger file: Swagger file is invalid (missing basePath, info, paths, or swagger fields)',
      exitCodes.general,
      true,
    );
  }
  if (!String(document?.basePath).startsWith('/')) {
    throw new Failure(
      'Unable to parse swagger file: Swagger file basePath must start with a leading slash (/)',
      exitCodes.general,
      true,
    );
  }
  return JSON.stringify(document);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageFailure(
      `Unable to parse swagger file: Error parsing swagger file '${path}': ${(error as Error).message}`,
    );
  }
}

/** The parser is loaded only for who has a file in YAML. */
async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0];
    throw usageFailure(`Unable to parse swagger file: Unable to parse YAML configuration file: ${reason}`);
  }
}
