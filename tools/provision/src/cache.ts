import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where installed parts are kept: `WHISKER_PARTS`, else below `XDG_CACHE_HOME`, else `~/.cache/whisker/parts`. */
export function partsCache(environment: NodeJS.ProcessEnv = process.env): string {
  return (
    environment['WHISKER_PARTS'] ?? join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'whisker/parts')
  );
}
