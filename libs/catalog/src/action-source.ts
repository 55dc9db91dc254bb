import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The sources lie beside this package's manifest, for a bundled platform too: bundles look the manifest up at run time. */
const ACTIONS = join(dirname(require.resolve('@whisker/catalog/package.json')), 'actions');

/**
 * The text of an action's source.
 * @param file relative to `actions/`
 * @throws the file system's error, which names the file
 */
export function readActionSource(file: string): Promise<string> {
  return readFile(join(ACTIONS, file), 'utf8');
}
