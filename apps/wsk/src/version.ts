/** Put in by the bundler (tools/workspace/build.mjs). */
declare const WHISKER_VERSION: string | undefined;

/** Version of this command, as `wsk property get --cliversion` tells it; run from its sources, it has none. */
export const CLI_VERSION = typeof WHISKER_VERSION === 'undefined' ? 'development' : WHISKER_VERSION;

/** Operating systems and processors have other names in the header that existing servers and logs know. */
const systems: Readonly<Record<string, string>> = { win32: 'windows' };
const processors: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** Value of the `User-Agent` header: `OpenWhisk-CLI/1.0 (<build>) <os> <arch>`. */
export function userAgent(platform: string = process.platform, arch: string = process.arch): string {
  return `OpenWhisk-CLI/1.0 (${CLI_VERSION}) ${systems[platform] ?? platform} ${processors[arch] ?? arch}`;
}
