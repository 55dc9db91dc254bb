import type { ContainerDetails, ContainerPort } from './container-details';
import type { ServiceRegistration } from './registration';
import { serviceCheck } from './service-checks';
import { serviceId } from './service-id';
import { serviceMetadata, splitTags, type ServiceMetadata } from './service-metadata';

export interface TranslationOptions {
  /** Name of this machine, the first part of ids. */
  readonly hostname: string;
  /** Address of this machine, for ports that are published on all of its addresses. */
  readonly machineIp: string;
  /** Whether published ports are told with `machineIp`, whatever address they are bound to. Default false. */
  readonly advertise?: boolean;
  /** Tell the containers' own addresses and ports instead of published ones. Default false. */
  readonly internal?: boolean;
  /** Only services that have a name given. Default false. */
  readonly explicit?: boolean;
  /** Label whose value, up to a slash, is the address. Default: none. */
  readonly ipFromLabel?: string;
  /** Tags of every service. Default none. */
  readonly tags?: readonly string[];
  /** Whether containers that run actions are registered, too. Default false: each cold start would be written. */
  readonly actionContainers?: boolean;
}

/** Label of the platform's own containers, and its value for those that run actions. */
const ROLE_LABEL = 'whisker.role';
const ACTION_ROLE = 'action';

/** Addresses that stand for all of a machine's. */
const ANY_ADDRESS = new Set(['', '0.0.0.0', '::']);

/** What services say of who registered them. */
export const REGISTRATOR_META = 'registrator';

/** Whether a container with these labels is registered at all. */
export function concerns(labels: ContainerDetails['labels'], options: Pick<TranslationOptions, 'actionContainers'>) {
  return options.actionContainers === true || labels[ROLE_LABEL] !== ACTION_ROLE;
}

/**
 * The services of a container: one per port that is reached from outside.
 * @param network the container whose network it shares, where it does
 */
export function servicesOf(
  container: ContainerDetails,
  options: TranslationOptions,
  network?: ContainerDetails,
): readonly ServiceRegistration[] {
  if (!concerns(container.labels, options)) return [];
  const reached = container.ports.flatMap((port) => addressOf(container, port, { options, network }) ?? []);
  const several = reached.length > 1;
  return reached.flatMap((endpoint) => serviceAt(endpoint, { container, options, several }) ?? []);
}

interface Endpoint {
  readonly port: ContainerPort;
  readonly address: string;
  readonly outerPort: number;
}

interface Surroundings {
  readonly options: TranslationOptions;
  readonly network: ContainerDetails | undefined;
}

function addressOf(
  container: ContainerDetails,
  port: ContainerPort,
  { options, network }: Surroundings,
): Endpoint | undefined {
  const [published] = container.hostNetwork ? [{ ip: '', port: port.port }] : port.published;
  if (!options.internal && published === undefined && network === undefined) return undefined;
  const outerPort = options.internal || published === undefined ? port.port : published.port;
  const label = options.ipFromLabel === undefined ? undefined : container.labels[options.ipFromLabel];
  const address = label?.split('/')[0] || network?.ip || ownAddress(container, published?.ip, options);
  return { port, outerPort, address };
}

function ownAddress(container: ContainerDetails, bound: string | undefined, options: TranslationOptions): string {
  if (options.internal && !container.hostNetwork) return container.ip;
  return bound === undefined || options.advertise || ANY_ADDRESS.has(bound) ? options.machineIp : bound;
}

interface Origin {
  readonly container: ContainerDetails;
  readonly options: TranslationOptions;
  /** It has more than one service. */
  readonly several: boolean;
}

function serviceAt(endpoint: Endpoint, { container, options, several }: Origin): ServiceRegistration | undefined {
  const { port, address, outerPort } = endpoint;
  const metadata = serviceMetadata(container, port.port);
  const { name: _name, id, tags = '', ignore, ...meta } = metadata.values;
  if (ignore) return undefined;
  const name = nameOf(metadata, container, options);
  if (name === undefined) return undefined;
  const check = serviceCheck(meta, { address, port: outerPort, container: container.id });
  return {
    id: id || idOf(port, container, options),
    name: several && !metadata.ofPort.has('name') ? `${name}-${port.port}` : name,
    address,
    port: outerPort,
    tags: [...splitTags(tags), ...(options.tags ?? []), ...(port.protocol === 'udp' ? ['udp'] : [])],
    meta: { ...meta, [REGISTRATOR_META]: options.hostname },
    ...(check && { check }),
  };
}

function nameOf({ values }: ServiceMetadata, { image }: ContainerDetails, { explicit }: TranslationOptions) {
  return values['name'] || (explicit ? undefined : baseNameOf(image));
}

/** `registry:5000/gliderlabs/redis:3@sha256:…` is `redis`. */
function baseNameOf(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return last.split(/[:@]/)[0] as string;
}

function idOf(
  { port, protocol }: ContainerPort,
  container: ContainerDetails,
  { hostname }: TranslationOptions,
): string {
  return serviceId({ hostname, container: container.name, port, protocol });
}
