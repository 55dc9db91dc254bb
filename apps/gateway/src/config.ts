import { resolve } from 'node:path';
import { z } from 'zod';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);

/** Settings of the gateway. */
const schema = z.object({
  port: whole(0, 65_535).default(3234),
  host: z.string().min(1).default('127.0.0.1'),
  data: z.string().min(1).default('.whisker-gateway'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  user: z.string().min(1),
  password: z.string().min(8),
  targetHosts: z
    .string()
    .transform((hosts) => hosts.split(',').map((host) => host.trim().toLowerCase()))
    .optional(),
  backendOrigin: origin.optional(),
  callTimeoutMs: whole(1, 3_600_000).default(75_000),
  maxCalls: whole(1, 1_000_000).default(1000),
});

export type Settings = Readonly<z.infer<typeof schema>>;

/** Where each setting is read from. */
export const variables: Readonly<Record<keyof Settings, string>> = {
  port: 'WHISKER_GATEWAY_PORT',
  host: 'WHISKER_GATEWAY_HOST',
  data: 'WHISKER_GATEWAY_DATA',
  publicUrl: 'WHISKER_GATEWAY_PUBLIC_URL',
  user: 'WHISKER_GATEWAY_USER',
  password: 'WHISKER_GATEWAY_PASSWORD',
  targetHosts: 'WHISKER_GATEWAY_TARGET_HOSTS',
  backendOrigin: 'WHISKER_GATEWAY_BACKEND',
  callTimeoutMs: 'WHISKER_GATEWAY_CALL_TIMEOUT_MS',
  maxCalls: 'WHISKER_GATEWAY_MAX_CALLS',
};

/** A setting that is missing or cannot be used; the text names its variable. */
export class SettingError extends Error {}

/** Reads the settings once. @throws SettingError */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.fromEntries(
    Object.entries(variables)
      .map(([name, variable]) => [name, environment[variable]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const read = schema.safeParse(given);
  if (read.success) return Object.freeze({ ...read.data, data: resolve(read.data.data) });
  const [issue] = read.error.issues;
  const name = String(issue?.path[0]) as keyof Settings;
  // A password is not repeated where logs are kept.
  const shown = name === 'password' ? 'The value' : `'${given[name]}'`;
  throw new SettingError(
    given[name] === undefined
      ? `${variables[name]} must be set.`
      : `${shown} cannot be used for ${variables[name]}: ${issue?.message}`,
  );
}
