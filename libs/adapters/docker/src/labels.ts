import type { ContainerSpec } from '@whisker/container-pool';

/** Whose containers: a deployment's, an invoker's, those of one life of its process. */
export interface Owner {
  readonly instance: string;
  readonly invoker: number;
  readonly bootId: string;
}

/** What a container is for. */
export type Role = 'action' | 'pause';

/** Labels that tell whose a container is; see docs/docker.md. */
export function ownerLabels({ instance, invoker, bootId }: Owner, role: Role): Record<string, string> {
  return {
    'whisker.instance': instance,
    'whisker.invoker': String(invoker),
    'whisker.boot': bootId,
    'whisker.role': role,
  };
}

/** Labels of an action container. `socket`: where it is reached on the host, empty if by its address. */
export function actionLabels(owner: Owner, spec: ContainerSpec, socket: string): Record<string, string> {
  return {
    ...ownerLabels(owner, 'action'),
    'whisker.kind': spec.kind,
    ...(spec.image !== undefined && { 'whisker.image': spec.image }),
    'whisker.memory': String(spec.memoryMb),
    'whisker.concurrency': String(spec.concurrency),
    'whisker.socket-path': socket,
  };
}

/** The specification an action container was made for. */
export function specOf(labels: Readonly<Record<string, string>>): ContainerSpec {
  const image = labels['whisker.image'];
  return {
    kind: labels['whisker.kind'] ?? '',
    ...(image !== undefined && { image }),
    memoryMb: Number(labels['whisker.memory']),
    concurrency: Number(labels['whisker.concurrency']),
  };
}

/** Filter of the daemon's lists and events for the containers of an invoker, of all lives of its process. */
export function ownerFilter({ instance, invoker }: Pick<Owner, 'instance' | 'invoker'>): string[] {
  return [`whisker.instance=${instance}`, `whisker.invoker=${invoker}`];
}

/** Label of the proxies of docker/runtimes: they listen on a unix socket when told to. */
export const LISTENS_ON_SOCKET = 'whisker.socket';
/** Label of proxies that let runs stand in line when told to. */
export const KEEPS_LINE = 'whisker.run-line';
