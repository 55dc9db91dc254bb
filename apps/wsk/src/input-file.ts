import { resolve } from 'node:path';
import { usageFailure } from './failure';
import type { Surroundings } from './surroundings';

/** A file the user named on the command line. A missing one and an empty one are both a slip of the user. */
export async function readInputFile(path: string, { files, cwd }: Surroundings): Promise<Buffer> {
  const content = await files.read(resolve(cwd, path)).catch(() => undefined);
  if (!content?.length) throw usageFailure(`File '${path}' is not a valid file or it does not exist`);
  return content;
}
