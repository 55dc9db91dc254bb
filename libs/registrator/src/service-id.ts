/** What the id of a service tells. */
export interface ServiceIdParts {
  readonly hostname: string;
  /** Name of the container. */
  readonly container: string;
  /** The container's own. */
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

const PATTERN = /^([^:]+):([a-zA-Z0-9][a-zA-Z0-9_.-]+):(\d+)(:udp)?$/;

/** `<hostname>:<container>:<port>`, and `:udp` behind it. */
export function serviceId({ hostname, container, port, protocol }: ServiceIdParts): string {
  return `${hostname}:${container}:${port}${protocol === 'udp' ? ':udp' : ''}`;
}

/** Reads an id back; undefined: it is none that a registrator gave. */
export function parseServiceId(id: string): ServiceIdParts | undefined {
  const match = PATTERN.exec(id);
  if (match === null) return undefined;
  const [, hostname = '', container = '', port, udp] = match;
  return { hostname, container, port: Number(port), protocol: udp === undefined ? 'tcp' : 'udp' };
}
