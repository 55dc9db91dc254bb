import type { ContainerDetails, ContainerPort } from '../container-details';

/** A running container without ports; labels and variables as given. */
export function aContainer(members: Partial<ContainerDetails> = {}): ContainerDetails {
  return {
    id: 'f00dfeedf00dfeed',
    name: 'redis.0',
    image: 'gliderlabs/redis:3',
    status: 'running',
    exitCode: 0,
    env: [],
    labels: {},
    ports: [],
    ip: '172.17.0.2',
    hostNetwork: false,
    ...members,
  };
}

/** A port, published on all addresses of the machine at `outer`, if given. */
export function aPort(port: number, outer?: number, protocol: 'tcp' | 'udp' = 'tcp'): ContainerPort {
  return { port, protocol, published: outer === undefined ? [] : [{ ip: '0.0.0.0', port: outer }] };
}
