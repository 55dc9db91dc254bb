import { hostname, networkInterfaces } from 'node:os';
import { z } from 'zod';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const schema = z.object({
  consulUrl: z.url({ protocol: /^https?$/, error: 'an address like http://127.0.0.1:8500 is needed' }),
  consulToken: z.string().optional(),
  docker: z.string().min(1),
  host: z.string().min(1),
  port: whole(0, 65_535),
  hostname: z.string().regex(/^[^:]+$/, 'it must hold no colon: ids of services are divided by them'),
  ip: z.union([z.ipv4(), z.ipv6()], { error: 'an IP address is needed' }).optional(),
  internal: z.stringbool(),
  explicit: z.stringbool(),
  ipFromLabel: z.string().optional(),
  tags: z.string().transform((text) => text.split(',').filter((tag) => tag !== '')),
  onExit: z.enum(['always', 'on-success']),
  cleanUp: z.stringbool(),
  resyncSeconds: whole(1, 86_400),
  actionContainers: z.stringbool(),
});

/** Settings of the registrator. `ip` was given: it is told instead of the addresses that ports are bound to. */
export type Settings = z.infer<typeof schema>;

const defaults: Partial<Record<keyof Settings, string>> = {
  consulUrl: 'http://127.0.0.1:8500',
  docker: '/var/run/docker.sock',
  host: '127.0.0.1',
  port: '3250',
  internal: 'false',
  explicit: 'false',
  tags: '',
  onExit: 'always',
  cleanUp: 'true',
  resyncSeconds: '30',
  actionContainers: 'false',
};

/** Where each setting is read from. */
export const variables: Readonly<Record<keyof Settings, string>> = {
  consulUrl: 'WHISKER_CONSUL_URL',
  consulToken: 'WHISKER_CONSUL_TOKEN',
  docker: 'WHISKER_DOCKER',
  host: 'WHISKER_REGISTRATOR_HOST',
  port: 'WHISKER_REGISTRATOR_PORT',
  hostname: 'WHISKER_REGISTRATOR_HOSTNAME',
  ip: 'WHISKER_REGISTRATOR_IP',
  internal: 'WHISKER_REGISTRATOR_INTERNAL',
  explicit: 'WHISKER_REGISTRATOR_EXPLICIT',
  ipFromLabel: 'WHISKER_REGISTRATOR_IP_FROM_LABEL',
  tags: 'WHISKER_REGISTRATOR_TAGS',
  onExit: 'WHISKER_REGISTRATOR_DEREGISTER',
  cleanUp: 'WHISKER_REGISTRATOR_CLEANUP',
  resyncSeconds: 'WHISKER_REGISTRATOR_RESYNC',
  actionContainers: 'WHISKER_REGISTRATOR_ACTIONS',
};

/** A setting that is missing or cannot be used; the text names its variable. Values are not told: one is a token. */
export class SettingError extends Error {}

/** Reads the settings once. @throws SettingError */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.entries(variables)
    .map(([name, variable]) => [name, environment[variable]] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  const read = schema.safeParse({ ...defaults, hostname: hostname(), ...Object.fromEntries(given) });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new SettingError(`${variables[String(issue?.path[0]) as keyof Settings]} cannot be used: ${issue?.message}`);
}

/** The first address of this machine that others reach; loopback where there is none. */
export function machineIp(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): string {
  const addresses = Object.values(interfaces).flatMap((own) => own ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
