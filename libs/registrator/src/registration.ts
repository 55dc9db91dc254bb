/** How a registry finds out whether a service works. Durations are as Consul takes them, `10s`. */
export type ServiceCheck = CheckTiming &
  (
    | { readonly type: 'http'; readonly url: string; readonly method?: string; readonly skipVerify?: boolean }
    | { readonly type: 'tcp'; readonly address: string }
    | { readonly type: 'grpc'; readonly address: string; readonly tls?: boolean; readonly skipVerify?: boolean }
    /** Run by the agent itself. */
    | { readonly type: 'script'; readonly command: readonly string[] }
    /** Run by the agent in the container. */
    | { readonly type: 'container'; readonly container: string; readonly command: readonly string[] }
    /** The service itself must tell that it lives. */
    | { readonly type: 'ttl'; readonly ttl: string }
  );

export interface CheckTiming {
  /** Default: the registry's. */
  readonly interval?: string;
  readonly timeout?: string;
  /** Status before the first result. */
  readonly initialStatus?: 'passing' | 'warning' | 'critical';
  /** A service that is critical for that long is forgotten. */
  readonly deregisterAfter?: string;
}

/** A port of a container as a service. */
export interface ServiceRegistration {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, string>>;
  readonly check?: ServiceCheck;
}

/** A service as it should stand in the registry. */
export interface WantedService {
  readonly registration: ServiceRegistration;
  /** Why nobody should use it now, as `container is paused`; undefined: use it. */
  readonly outOfService?: string;
  /** What the container's own health check says; undefined: it has none. */
  readonly health?: 'passing' | 'warning' | 'critical';
}

/** A service as it stands in the registry. */
export interface RegisteredService {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, string>>;
  readonly outOfService: boolean;
}
