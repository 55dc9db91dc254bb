import { resolve } from 'node:path';
import { z } from 'zod';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const schema = z.object({
  apihost: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, '')),
  key: z.string().min(16, 'at least 16 characters are needed'),
  host: z.string().min(1).default('127.0.0.1'),
  port: whole(0, 65_535).default(3240),
  data: z.string().min(1).default('.whisker-feeds'),
  missedAlarms: whole(0, 1_000_000).default(1),
  toTheMinute: z.stringbool().default(false),
});

/** Settings of the feed provider. */
export type Settings = z.infer<typeof schema>;

/** Where each setting is read from. */
export const variables: Readonly<Record<keyof Settings, string>> = {
  apihost: 'WHISKER_APIHOST',
  key: 'WHISKER_FEEDS_KEY',
  host: 'WHISKER_FEEDS_HOST',
  port: 'WHISKER_FEEDS_PORT',
  data: 'WHISKER_FEEDS_DATA',
  missedAlarms: 'WHISKER_MISSED_ALARMS',
  toTheMinute: 'WHISKER_ALARMS_TO_THE_MINUTE',
};

/** A setting that is missing or cannot be used; the text names its variable. Values are not told: one is a key. */
export class SettingError extends Error {}

/** Reads the settings once. @throws SettingError */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.entries(variables)
    .map(([name, variable]) => [name, environment[variable]] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  const read = schema.safeParse(Object.fromEntries(given));
  if (read.success) return { ...read.data, data: resolve(read.data.data) };
  const [issue] = read.error.issues;
  throw new SettingError(`${variables[String(issue?.path[0]) as keyof Settings]} cannot be used: ${issue?.message}`);
}
