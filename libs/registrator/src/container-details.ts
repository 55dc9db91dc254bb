/** A port of a container, with where it is reached from outside, if it is. */
export interface ContainerPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Where it is published; several where several addresses are bound. */
  readonly published: readonly { readonly ip: string; readonly port: number }[];
}

/** Where a container stands; `ended`: it is still there. */
export type ContainerStatus = 'running' | 'paused' | 'ended';

/** What is registered of a container, as an engine tells it. */
export interface ContainerDetails {
  readonly id: string;
  /** Without a slash in front. */
  readonly name: string;
  /** As it was named when the container was made. */
  readonly image: string;
  readonly status: ContainerStatus;
  /** Of a container that ended. */
  readonly exitCode: number;
  /** What its own health check says; undefined: it has none. */
  readonly health?: 'starting' | 'healthy' | 'unhealthy';
  /** `NAME=value`. */
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly ContainerPort[];
  /** Address in its first network; empty: none of its own. */
  readonly ip: string;
  /** It shares the machine's network: its ports are the machine's. */
  readonly hostNetwork: boolean;
  /** Id or name of the container whose network it shares. */
  readonly networkOf?: string;
}
