import type { CommandInput } from '../command';
import type { Settings } from '../config';
import { Failure, usageFailure } from '../failure';
import type { FlagSpec } from '../flags';
import type { Session } from '../session';
import { CLI_VERSION } from '../version';

/** What the API tells of its build. */
interface BuildInfo {
  readonly build: string;
  readonly buildno: string;
}

interface Row {
  /** The name of the flag that asks for it. */
  readonly flag: string;
  /** Title and tabs, which line the values up. */
  readonly title: string;
  value(settings: Settings, build: BuildInfo): string | undefined;
  /** Whether the API has to be asked; default false. */
  readonly isRemote?: boolean;
}

const UNKNOWN: BuildInfo = { build: 'Unknown', buildno: 'Unknown' };

const rows: readonly Row[] = [
  { flag: 'cert', title: 'client cert\t\t', value: ({ cert }) => cert },
  { flag: 'key', title: 'Client key\t\t', value: ({ key }) => key },
  { flag: 'auth', title: 'whisk auth\t\t', value: ({ auth }) => auth },
  { flag: 'apihost', title: 'whisk API host\t\t', value: ({ apihost }) => apihost },
  { flag: 'apiversion', title: 'whisk API version\t', value: ({ apiversion }) => apiversion },
  { flag: 'namespace', title: 'whisk namespace\t\t', value: ({ namespace }) => namespace },
  { flag: 'cliversion', title: 'whisk CLI version\t', value: () => CLI_VERSION },
  { flag: 'apibuild', title: 'whisk API build\t\t', value: (_settings, { build }) => build, isRemote: true },
  { flag: 'apibuildno', title: 'whisk API build number\t', value: (_settings, { buildno }) => buildno, isRemote: true },
];

/** The flags of `wsk property get`. */
export const getPropertyFlags: readonly FlagSpec[] = [
  { flags: '--all', description: 'show all of them; so does no flag' },
  ...rows.map(({ flag, title }): FlagSpec => ({ flags: `--${flag}`, description: `show the ${title.trim()}` })),
  { flags: '-o, --output <std|raw>', description: 'std: with titles; raw: values alone', default: 'std' },
];

/** `wsk property get`. What the API does not tell is shown as unknown, and the command fails at its end. */
export async function getProperties({ flags, session }: CommandInput): Promise<void> {
  const output = flags.text('output');
  if (output !== 'std' && output !== 'raw') throw usageFailure(`Invalid argument '${output}' for --output.`);
  const chosen = rows.filter(({ flag }) => flags.on(flag));
  const shown = flags.on('all') || chosen.length === 0 ? rows : chosen;
  const { build, failure } = shown.some(({ isRemote }) => isRemote) ? await fetchBuild(session) : { build: UNKNOWN };
  for (const { title, value } of shown) {
    session.out.line(`${output === 'raw' ? '' : title}${value(session.settings, build) ?? ''}`);
  }
  if (failure) throw new Failure(`Unable to obtain API build information: ${failure.message}`, failure.exitCode);
}

async function fetchBuild({ client }: Session): Promise<{ build: BuildInfo; failure?: Failure }> {
  try {
    return { build: await client.request<BuildInfo>({ method: 'GET', path: '', authenticated: false }) };
  } catch (failure) {
    if (failure instanceof Failure) return { build: UNKNOWN, failure };
    throw failure;
  }
}
