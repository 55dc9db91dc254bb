import { compileApi } from './compile-api';
import type { CompiledApi, Resource } from './compiled-api';
import type { GatewayLimits, TargetPolicy } from './gateway-options';
import type { ManagedApi, RouteStore, Subscription } from './route-store';
import { RouteTree } from './route-tree';

/** What a call reached. */
export interface Route {
  readonly api: RoutedApi;
  readonly resource: Resource;
}

/** An API in service. */
export interface RoutedApi {
  readonly id: string;
  readonly compiled: CompiledApi;
  /** By client id. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;
}

export interface RouteTableDeps {
  readonly store: Pick<RouteStore, 'apis' | 'subscriptions'>;
  readonly limits: Pick<GatewayLimits, 'maxTenantsCached' | 'routesMaxAgeMs'>;
  readonly targets?: TargetPolicy | undefined;
  /** epoch ms */
  readonly clock: () => number;
  /** A stored API cannot be served; the others are. */
  readonly onFault: (fault: unknown, context: Readonly<Record<string, string>>) => void;
}

interface Entry {
  readonly tree: Promise<RouteTree<Route>>;
  readonly until: number;
}

/** The routes of tenants, compiled. Kept for a while: a store that others write to is read again after that. */
export class RouteTable {
  readonly #deps: RouteTableDeps;
  /** By tenant, in the order they were read. */
  readonly #entries = new Map<string, Entry>();

  constructor(deps: RouteTableDeps) {
    this.#deps = deps;
  }

  /** Lets the next call see what was written. */
  forget(tenant: string): void {
    this.#entries.delete(tenant);
  }

  async routesOf(tenant: string): Promise<RouteTree<Route>> {
    const { clock, limits } = this.#deps;
    const known = this.#entries.get(tenant);
    if (known && clock() < known.until) return known.tree;
    const entry = { tree: this.#read(tenant), until: clock() + limits.routesMaxAgeMs };
    this.#entries.delete(tenant);
    this.#entries.set(tenant, entry);
    for (const [oldest] of this.#entries) {
      if (this.#entries.size <= limits.maxTenantsCached) break;
      this.#entries.delete(oldest);
    }
    entry.tree.catch(() => this.#entries.get(tenant) === entry && this.#entries.delete(tenant));
    return entry.tree;
  }

  async #read(tenant: string): Promise<RouteTree<Route>> {
    const { store } = this.#deps;
    const tree = new RouteTree<Route>();
    for (const api of await store.apis(tenant)) {
      const compiled = this.#compile(api);
      if (!compiled) continue;
      const secured = compiled.security.some(({ type }) => type === 'apiKey');
      const subscribed = secured ? await store.subscriptions(api) : [];
      const subscriptions = new Map(subscribed.map((subscription) => [subscription.clientId, subscription]));
      const routed = { id: api.id, compiled, subscriptions };
      for (const resource of compiled.resources)
        tree.add(`${compiled.basePath}${resource.path}`, { api: routed, resource });
    }
    return tree;
  }

  /** It was checked when it was stored; but perhaps by a gateway that may call other hosts. */
  #compile({ document, id, tenant }: ManagedApi): CompiledApi | undefined {
    try {
      return compileApi(document, {
        ...(this.#deps.targets && { targets: this.#deps.targets }),
        maxOperations: Number.POSITIVE_INFINITY,
      });
    } catch (fault) {
      this.#deps.onFault(fault, { api: id, tenant });
      return undefined;
    }
  }
}
