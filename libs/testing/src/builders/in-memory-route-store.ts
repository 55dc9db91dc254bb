import type { ApiKey, ManagedApi, RouteStore, Subscription } from '@whisker/api-gateway';

/** {@link RouteStore} in memory. */
export class InMemoryRouteStore implements RouteStore {
  readonly #apis: ManagedApi[] = [];
  /** By API, then by client id. */
  readonly #subscriptions = new Map<string, Map<string, Subscription>>();

  async apis(tenant: string): Promise<readonly ManagedApi[]> {
    return this.#apis.filter((api) => api.tenant === tenant);
  }

  async api(key: ApiKey): Promise<ManagedApi | undefined> {
    return this.#apis[this.#placeOf(key)];
  }

  async create(api: ManagedApi): Promise<boolean> {
    if (this.#placeOf(api) >= 0 || this.#isTaken(api)) return false;
    this.#apis.push(api);
    return true;
  }

  async replace(api: ManagedApi): Promise<boolean> {
    const place = this.#placeOf(api);
    if (this.#apis[place]?.revision !== api.revision - 1 || this.#isTaken(api)) return false;
    this.#apis[place] = api;
    return true;
  }

  async delete(key: ApiKey, revision?: number): Promise<boolean> {
    const place = this.#placeOf(key);
    if (place < 0 || (revision !== undefined && this.#apis[place]?.revision !== revision)) return false;
    this.#subscriptions.delete(textOf(key));
    return this.#apis.splice(place, 1).length > 0;
  }

  async subscriptions(key: ApiKey): Promise<readonly Subscription[]> {
    const found = [...(this.#subscriptions.get(textOf(key))?.values() ?? [])];
    return found.sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
  }

  async subscribe(key: ApiKey, subscription: Subscription): Promise<boolean> {
    if (this.#placeOf(key) < 0) return false;
    const clients = this.#subscriptions.get(textOf(key)) ?? new Map<string, Subscription>();
    this.#subscriptions.set(textOf(key), clients.set(subscription.clientId, subscription));
    return true;
  }

  async unsubscribe(key: ApiKey, clientId: string): Promise<boolean> {
    return this.#subscriptions.get(textOf(key))?.delete(clientId) ?? false;
  }

  async close(): Promise<void> {}

  #placeOf({ tenant, id }: ApiKey): number {
    return this.#apis.findIndex((api) => api.tenant === tenant && api.id === id);
  }

  #isTaken({ tenant, id, basePath }: ManagedApi): boolean {
    return this.#apis.some((api) => api.tenant === tenant && api.id !== id && api.basePath === basePath);
  }
}

function textOf({ tenant, id }: ApiKey): string {
  return JSON.stringify([tenant, id]);
}
