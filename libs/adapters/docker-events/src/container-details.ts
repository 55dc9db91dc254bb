import type { ContainerDetails, ContainerPort } from '@whisker/registrator';
import type { ContainerInspectInfo } from 'dockerode';

/** What is registered of a container, out of what Docker tells of it. */
export function detailsOf(info: ContainerInspectInfo): ContainerDetails {
  const { Id, Name, Config, State } = info;
  const networkOf = networkOfContainer(info);
  const health = healthOf(State);
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    image: Config.Image,
    status: statusOf(State),
    exitCode: State.ExitCode,
    ...(health && { health }),
    env: Config.Env ?? [],
    labels: Config.Labels ?? {},
    ports: portsOf(info),
    ip: ipOf(info),
    hostNetwork: info.HostConfig.NetworkMode === 'host',
    ...(networkOf !== undefined && { networkOf }),
  };
}

function statusOf({ Running, Paused, Restarting }: ContainerInspectInfo['State']): ContainerDetails['status'] {
  // One that is about to be started again ended.
  if (!Running || Restarting) return 'ended';
  return Paused ? 'paused' : 'running';
}

function healthOf({ Health }: ContainerInspectInfo['State']): ContainerDetails['health'] {
  const status = Health?.Status;
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : undefined;
}

/** Exposed ones and published ones, in order. */
function portsOf({ Config, NetworkSettings }: ContainerInspectInfo): readonly ContainerPort[] {
  const published: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[] | null>> =
    NetworkSettings.Ports ?? {};
  const names = new Set([...Object.keys(Config.ExposedPorts ?? {}), ...Object.keys(published)]);
  const ports = [...names].flatMap((name) => {
    const [port, protocol] = name.split('/');
    if (protocol !== 'tcp' && protocol !== 'udp') return [];
    const bindings = (published[name] ?? []).map(({ HostIp, HostPort }) => ({ ip: HostIp, port: Number(HostPort) }));
    return [{ port: Number(port), protocol, published: bindings } satisfies ContainerPort];
  });
  return ports.sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
}

function ipOf({ NetworkSettings, HostConfig }: ContainerInspectInfo): string {
  const networks: Readonly<Record<string, { readonly IPAddress?: string } | undefined>> =
    NetworkSettings.Networks ?? {};
  const own = networks[HostConfig.NetworkMode ?? '']?.IPAddress;
  return own || Object.values(networks).find((network) => network?.IPAddress)?.IPAddress || '';
}

function networkOfContainer({ HostConfig }: ContainerInspectInfo): string | undefined {
  return /^container:(.+)$/.exec(HostConfig.NetworkMode ?? '')?.[1];
}
