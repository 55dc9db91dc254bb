/** Bounds of a gateway. */
export interface GatewayLimits {
  /** Largest body of a call and of its answer, bytes. */
  readonly maxBodyBytes: number;
  /** From a call to the end of its answer, ms. Above the 60 s a blocking web action may take. */
  readonly callTimeoutMs: number;
  /** Calls in progress; above, 503. */
  readonly maxCalls: number;
  /** Largest swagger document, bytes. */
  readonly maxDocumentBytes: number;
  readonly maxApisPerTenant: number;
  readonly maxOperationsPerApi: number;
  readonly maxSubscriptionsPerApi: number;
  /** Tenants whose routes are kept compiled. */
  readonly maxTenantsCached: number;
  /** How long another gateway's writes to the same store may go unseen, ms. */
  readonly routesMaxAgeMs: number;
}

/** What holds where nothing else is said. */
export const defaultGatewayLimits: GatewayLimits = {
  maxBodyBytes: 50 * 1024 * 1024,
  callTimeoutMs: 75_000,
  maxCalls: 1000,
  maxDocumentBytes: 2 * 1024 * 1024,
  maxApisPerTenant: 200,
  maxOperationsPerApi: 1000,
  maxSubscriptionsPerApi: 1000,
  maxTenantsCached: 1000,
  routesMaxAgeMs: 5000,
};

/** Which addresses an API may have its calls sent to. */
export interface TargetPolicy {
  /** Hosts, with a port where it is not the scheme's own. Default: any. */
  readonly hosts?: readonly string[];
  /** `scheme://host[:port]` put in the place of that of every target: where the gateway reaches the API host by another name than its callers do. */
  readonly origin?: string;
}
