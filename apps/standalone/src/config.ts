import { readFileSync } from 'node:fs';
import { openLimits } from '@whisker/embed';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { parseKey } from '@whisker/secrets';
import { z } from 'zod';

const MB = 1024 * 1024;

/** Memory for action containers unless told otherwise: half of the machine's, at most 2 GB. MB. */
export function defaultMemoryMb(): number {
  return Math.min(2048, Math.floor(totalmem() / MB / 2));
}

const HOST_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/**
 * Settings of `whisker up`. Each has a flag or an environment variable; the flag wins.
 */
const schema = z.object({
  port: whole(0, 65_535).default(3233),
  host: z.string().min(1).default('127.0.0.1'),
  data: z.string().min(1).default('.whisker'),
  memory: whole(128, 1_048_576).default(defaultMemoryMb()),
  isolation: z.enum(['auto', 'required', 'none']).default('auto'),
  keys: z.enum(['plain', 'hashed']).default('plain'),
  sharedPackagesExecuteOnly: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
  retentionDays: whole(1, 3650).default(7),
  invocationsPerMinute: whole(0, 1_000_000_000).default(openLimits.invocationsPerMinute),
  concurrentInvocations: whole(0, 1_000_000).default(openLimits.concurrentInvocations),
  firesPerMinute: whole(0, 1_000_000_000).default(openLimits.firesPerMinute),
  maxConcurrency: whole(1, 500).default(1),
  missedAlarms: whole(0, 1_000_000).default(1),
  searchPath: z.string().min(1).optional(),
  parameterKey: z.string().optional(),
  previousParameterKey: z.string().optional(),
  secretsKey: z.string().optional(),
  previousSecretsKey: z.string().optional(),
  apiGateway: z.enum(['on', 'off']).default('on'),
  vanityHost: z
    .string()
    .regex(HOST_NAME, 'a domain name such as functions.example.com')
    .transform((name) => name.toLowerCase())
    .optional(),
  streamMb: whole(1, 10_240).default(64),
  blockingWait: whole(1, 60_000).default(60_000),
  operator: z.string().min(1).optional(),
  operatorPassword: z.string().min(1).optional(),
  creations: whole(1, 64).default(Math.max(2, availableParallelism())),
});

export type Settings = z.infer<typeof schema>;

/** Where each setting is read from. */
export const variables: Readonly<Record<keyof Settings, string>> = {
  port: 'WHISKER_PORT',
  host: 'WHISKER_HOST',
  data: 'WHISKER_DATA',
  memory: 'WHISKER_MEMORY',
  isolation: 'WHISKER_ISOLATION',
  keys: 'WHISKER_KEYS',
  sharedPackagesExecuteOnly: 'WHISKER_SHARED_PACKAGES_EXECUTE_ONLY',
  retentionDays: 'WHISKER_RETENTION_DAYS',
  invocationsPerMinute: 'LIMITS_ACTIONS_INVOKES_PERMINUTE',
  concurrentInvocations: 'LIMITS_ACTIONS_INVOKES_CONCURRENT',
  firesPerMinute: 'LIMITS_TRIGGERS_FIRES_PERMINUTE',
  maxConcurrency: 'WHISKER_MAX_ACTION_CONCURRENCY',
  missedAlarms: 'WHISKER_MISSED_ALARMS',
  searchPath: 'PATH',
  apiGateway: 'WHISKER_API_GATEWAY',
  vanityHost: 'WHISKER_VANITY_HOST',
  streamMb: 'WHISKER_STREAM_MB',
  blockingWait: 'WHISKER_BLOCKING_WAIT',
  operator: 'CONFIG_whisk_controller_username',
  operatorPassword: 'CONFIG_whisk_controller_password',
  creations: 'WHISKER_PARALLEL_CREATIONS',
  parameterKey: 'WHISKER_PARAMETER_KEY',
  previousParameterKey: 'WHISKER_PARAMETER_PREVIOUS_KEY',
  secretsKey: 'WHISKER_SECRETS_KEY',
  previousSecretsKey: 'WHISKER_SECRETS_PREVIOUS_KEY',
};

/** A setting that cannot be used; the text names it, its flag or variable, and what is allowed. */
export class SettingError extends Error {}

/** Reads the settings once. @throws SettingError */
export function readSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv = process.env,
): Settings {
  const given = Object.fromEntries(
    Object.entries(variables)
      .map(([name, variable]) => [name, flags[name] ?? environment[variable]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const read = schema.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    const name = String(issue?.path[0]) as keyof Settings;
    throw new SettingError(
      `'${String(given[name])}' cannot be used for ${name} (--${flagOf(name)} or ${variables[name]}): ${issue?.message}`,
    );
  }
  const keys = Object.fromEntries(KEYS.map((name) => [name, readKey(read.data[name], variables[name])]));
  requireCurrent(keys, 'previousParameterKey', 'parameterKey');
  requireCurrent(keys, 'previousSecretsKey', 'secretsKey');
  return { ...read.data, ...keys, data: resolve(read.data.data) };
}

const KEYS = ['parameterKey', 'previousParameterKey', 'secretsKey', 'previousSecretsKey'] as const;
const FROM_FILE = 'file:';

/** A key, from the file that `file:PATH` names or as it is. Errors do not show it. @throws SettingError */
function readKey(given: string | undefined, variable: string): string | undefined {
  if (given === undefined) return undefined;
  const text = given.startsWith(FROM_FILE) ? readKeyFile(given.slice(FROM_FILE.length), variable) : given;
  if (parseKey(text)) return text.trim();
  throw new SettingError(
    `${variable} holds no key: 32 bytes in base64, or file:PATH of a file that holds them, are expected (openssl rand -base64 32)`,
  );
}

/** @throws SettingError */
function requireCurrent(keys: Partial<Settings>, previous: keyof Settings, current: keyof Settings): void {
  if (keys[previous] !== undefined && keys[current] === undefined)
    throw new SettingError(`${variables[previous]} is of use only beside ${variables[current]}, which is not set`);
}

function readKeyFile(path: string, variable: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingError(`the file '${path}' that ${variable} names cannot be read: ${(error as Error).message}`);
  }
}

function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
