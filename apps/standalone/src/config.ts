import { openLimits } from '@whisker/embed';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';

const MB = 1024 * 1024;

/** Memory for action containers unless told otherwise: half of the machine's, at most 2 GB. MB. */
export function defaultMemoryMb(): number {
  return Math.min(2048, Math.floor(totalmem() / MB / 2));
}

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
  retentionDays: whole(1, 3650).default(7),
  invocationsPerMinute: whole(0, 1_000_000_000).default(openLimits.invocationsPerMinute),
  concurrentInvocations: whole(0, 1_000_000).default(openLimits.concurrentInvocations),
  firesPerMinute: whole(0, 1_000_000_000).default(openLimits.firesPerMinute),
  maxConcurrency: whole(1, 500).default(1),
  searchPath: z.string().min(1).optional(),
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
  retentionDays: 'WHISKER_RETENTION_DAYS',
  invocationsPerMinute: 'LIMITS_ACTIONS_INVOKES_PERMINUTE',
  concurrentInvocations: 'LIMITS_ACTIONS_INVOKES_CONCURRENT',
  firesPerMinute: 'LIMITS_TRIGGERS_FIRES_PERMINUTE',
  maxConcurrency: 'WHISKER_MAX_ACTION_CONCURRENCY',
  searchPath: 'PATH',
  creations: 'WHISKER_PARALLEL_CREATIONS',
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
      `'${String(given[name])}' cannot be used for ${name} (--${name} or ${variables[name]}): ${issue?.message}`,
    );
  }
  return { ...read.data, data: resolve(read.data.data) };
}
