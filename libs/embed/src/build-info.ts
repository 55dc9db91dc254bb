import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Put in by the bundler (tools/workspace/build.mjs). */
declare const WHISKER_VERSION: string | undefined;
declare const WHISKER_BUILD_DATE: string | undefined;

/** What `GET /api/v1` tells of this build. A library that nobody bundled knows its version only. */
export const build = {
  date: typeof WHISKER_BUILD_DATE === 'undefined' ? 'unknown' : WHISKER_BUILD_DATE,
  number: typeof WHISKER_VERSION === 'undefined' ? versionOfPackage() : WHISKER_VERSION,
};

function versionOfPackage(): string {
  const manifest = readFileSync(join(__dirname, '../package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
