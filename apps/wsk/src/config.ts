import { homedir } from 'node:os';
import { join } from 'node:path';
import { exitCodes, Failure } from './failure';
import type { Properties, PropertyKey } from './properties-file';
import type { Surroundings } from './surroundings';

/** Flags every command takes; a text is absent when its flag was not given. */
export interface GlobalFlags {
  readonly apihost?: string | undefined;
  readonly auth?: string | undefined;
  readonly apiversion?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
}

/** What one run goes by, after flag, environment and properties file have had their say in this order. */
export interface Settings {
  /** As the user wrote it, perhaps without a scheme; absent when nobody said. */
  readonly apihost: string | undefined;
  /** `uuid:key`; absent when nobody said. */
  readonly auth: string | undefined;
  /** Default `v1`. */
  readonly apiversion: string;
  /** Default `_`. Shown by `property get`; the commands themselves name no other namespace than `_`. */
  readonly namespace: string;
  /** Paths of the client's TLS certificate and its key. */
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** What the actions of the API gateway are shown. Default `DUMMY TOKEN`. */
  readonly gatewayToken: string;
  readonly insecure: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
}

type Environment = Surroundings['env'];

interface Source {
  readonly property: PropertyKey;
  readonly variable?: string;
}

const sources = {
  apihost: { property: 'APIHOST', variable: 'WHISK_APIHOST' },
  auth: { property: 'AUTH', variable: 'WHISK_AUTH' },
  apiversion: { property: 'APIVERSION', variable: 'WHISK_APIVERSION' },
  cert: { property: 'CERT' },
  key: { property: 'KEY' },
} as const satisfies Record<string, Source>;

/** The API version where nobody asked for another. */
export const DEFAULT_API_VERSION = 'v1';

/** Sent by who has no token for the API gateway. */
const NO_GATEWAY_TOKEN = 'DUMMY TOKEN';

/** The environment and the home folder of this process: the only place that reads them. */
export function processEnvironment(): { env: Environment; home: string } {
  return { env: process.env, home: homedir() };
}

/** Path of the properties file: `WSK_CONFIG_FILE`, else `.wskprops` in the home folder. */
export function propertiesPath({ env, home }: Pick<Surroundings, 'env' | 'home'>): string {
  return env['WSK_CONFIG_FILE'] || join(home, '.wskprops');
}

/** Settles every setting; an empty value counts as none. */
export function resolveSettings(flags: GlobalFlags, env: Environment, properties: Properties): Settings {
  const settled = (name: keyof typeof sources): string | undefined => {
    const { property, variable }: Source = sources[name];
    return flags[name] || (variable && env[variable]) || properties.get(property) || undefined;
  };
  return {
    apihost: settled('apihost'),
    auth: settled('auth'),
    apiversion: settled('apiversion') ?? DEFAULT_API_VERSION,
    namespace: properties.get('NAMESPACE') || '_',
    cert: settled('cert'),
    key: settled('key'),
    gatewayToken: properties.get('APIGW_ACCESS_TOKEN') || NO_GATEWAY_TOKEN,
    insecure: flags.insecure,
    verbose: flags.verbose,
    debug: flags.debug || Boolean(env['WSK_CLI_DEBUG']),
  };
}

/**
 * The host as the start of an address: with a scheme, without a slash at its end.
 * Throws a {@link Failure} where it is missing or is no address.
 */
export function hostUrl(apihost: string | undefined): string {
  const invalid = (reason: string): Failure => new Failure(`The API host is not valid: ${reason}`, exitCodes.general);
  if (!apihost) throw invalid('An API host must be provided.');
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(apihost) ? apihost : `https://${apihost}`;
  if (!URL.canParse(url) || !/^https?:/i.test(url)) throw invalid(`'${apihost}' is not the address of a host.`);
  return url.replace(/\/+$/, '');
}
