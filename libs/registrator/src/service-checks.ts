import type { CheckTiming, ServiceCheck } from './registration';

const DEFAULT_INTERVAL = '10s';
/** Runs a command in a container, by the first letters of its id; comes with the image of Consul that registrators use. */
const CONTAINER_CHECK = 'check-cmd';
const STATUSES = ['passing', 'warning', 'critical'] as const;

/** What a check is made for. */
export interface CheckTarget {
  readonly address: string;
  readonly port: number;
  /** Id of the container. */
  readonly container: string;
}

type Values = Readonly<Record<string, string>>;

/** The check that the metadata of a service ask for: the first kind in the order below; undefined: none. */
export function serviceCheck(values: Values, target: CheckTarget): ServiceCheck | undefined {
  for (const [key, make] of Object.entries(KINDS)) {
    const value = values[key];
    if (value) return { ...timing(values, key), ...make(value, { ...target, values }) };
  }
  return undefined;
}

type Kind = (value: string, target: CheckTarget & { readonly values: Values }) => ServiceCheck;

const KINDS: Readonly<Record<string, Kind>> = {
  check_http: (path, { values, ...target }) => ({
    type: 'http',
    url: `http://${hostOf(target)}${path}`,
    ...methodOf(values['check_http_method']),
  }),
  check_https: (path, { values, ...target }) => ({
    type: 'http',
    url: `https://${hostOf(target)}${path}`,
    ...methodOf(values['check_https_method']),
    ...skipVerifyOf(values),
  }),
  check_cmd: (command, { container, port }) => ({
    type: 'container',
    container,
    command: [CONTAINER_CHECK, container.slice(0, 12), String(port), ...command.split(' ')],
  }),
  check_script: (script, { address, port }) => ({
    type: 'script',
    command: ['/bin/sh', '-c', script.replaceAll('$SERVICE_IP', address).replaceAll('$SERVICE_PORT', String(port))],
  }),
  check_ttl: (ttl) => ({ type: 'ttl', ttl }),
  check_tcp: (_, target) => ({ type: 'tcp', address: hostOf(target) }),
  check_grpc: (_, { values, ...target }) => ({
    type: 'grpc',
    address: hostOf(target),
    ...(values['check_grpc_use_tls'] && { tls: true, ...skipVerifyOf(values) }),
  }),
};

function timing(values: Values, kind: string): CheckTiming {
  const { check_timeout: timeout, check_initial_status: initial, check_deregister_after: deregisterAfter } = values;
  const initialStatus = STATUSES.find((status) => status === initial);
  return {
    ...(kind !== 'check_ttl' && { interval: values['check_interval'] || DEFAULT_INTERVAL }),
    ...(timeout && { timeout }),
    ...(initialStatus && { initialStatus }),
    ...(deregisterAfter && { deregisterAfter }),
  };
}

const methodOf = (method: string | undefined) => (method ? { method } : {});
const skipVerifyOf = (values: Values) => (values['check_tls_skip_verify'] ? { skipVerify: true } : {});

function hostOf({ address, port }: Pick<CheckTarget, 'address' | 'port'>): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
