import type { JsonObject } from '@whisker/entities';
import { sealSecret } from './api-secrets';
import { compileApi } from './compile-api';
import type { GatewayLimits, TargetPolicy } from './gateway-options';
import { refuse } from './gateway-refusal';
import { isApiVersion, normalizeBasePath } from './paths';
import type { ApiKey, ManagedApi, RouteStore } from './route-store';
import type { RouteTable } from './route-table';

const MAX_TENANT_LENGTH = 256;

export interface ApisDeps {
  readonly store: RouteStore;
  readonly routes: Pick<RouteTable, 'forget'>;
  readonly limits: GatewayLimits;
  readonly targets?: TargetPolicy | undefined;
  /** epoch ms */
  readonly clock: () => number;
  /** Makes ids and salts. */
  readonly newId: () => string;
}

/** Which APIs of a tenant to list. */
export interface ApiQuery {
  readonly basePath?: string | undefined;
  readonly title?: string | undefined;
  /** Default 0. */
  readonly skip?: number | undefined;
  /** 0 and default: all. */
  readonly limit?: number | undefined;
}

/** The APIs of tenants: what operators of the gateway, and `apimgmt` in their name, can do with them. */
export class Apis {
  readonly #deps: ApisDeps;

  constructor(deps: ApisDeps) {
    this.#deps = deps;
  }

  /** @throws GatewayRefusal tenantInvalid, tenantReserved, basePathTaken, tooManyApis, and what `compileApi` throws */
  async create(tenant: string, document: JsonObject): Promise<ManagedApi> {
    requireTenant(tenant);
    const { store, routes, limits, clock, newId } = this.#deps;
    const { basePath, title } = this.#compile(document);
    const api: ManagedApi = { id: newId(), tenant, basePath, title, revision: 1, created: clock(), document };
    if ((await store.apis(tenant)).length >= limits.maxApisPerTenant) throw refuse.tooManyApis(limits.maxApisPerTenant);
    if (!(await store.create(api))) throw refuse.basePathTaken(basePath || '/');
    routes.forget(tenant);
    return api;
  }

  /** @throws GatewayRefusal unknownApi */
  async get(key: ApiKey): Promise<ManagedApi> {
    const api = await this.#deps.store.api(key);
    if (!api) throw refuse.unknownApi(key.id);
    return api;
  }

  async list(tenant: string, { basePath, title, skip = 0, limit = 0 }: ApiQuery): Promise<readonly ManagedApi[]> {
    const wanted = basePath === undefined ? undefined : normalizeBasePath(basePath);
    const found = (await this.#deps.store.apis(tenant)).filter(
      (api) => (wanted === undefined || api.basePath === wanted) && (title === undefined || api.title === title),
    );
    return found.slice(skip, limit === 0 ? undefined : skip + limit);
  }

  /**
   * Replaces the document of an API.
   * @param revision the one it is based on; undefined: whichever there is
   * @throws GatewayRefusal unknownApi, changedSince, basePathTaken, and what `compileApi` throws
   */
  async update(key: ApiKey, document: JsonObject, revision?: number): Promise<ManagedApi> {
    const { store, routes } = this.#deps;
    const { basePath, title } = this.#compile(document);
    const present = await this.get(key);
    if (revision !== undefined && revision !== present.revision) throw refuse.changedSince();
    const api = { ...present, basePath, title, document, revision: present.revision + 1 };
    if (!(await store.replace(api))) throw await this.#whyNotReplaced(api);
    routes.forget(key.tenant);
    return api;
  }

  /**
   * @param revision the one that is to go; undefined: whichever there is
   * @throws GatewayRefusal unknownApi, changedSince
   */
  async delete(key: ApiKey, revision?: number): Promise<void> {
    if (!(await this.#deps.store.delete(key, revision))) {
      await this.get(key);
      throw refuse.changedSince();
    }
    this.#deps.routes.forget(key.tenant);
  }

  /** @throws GatewayRefusal unknownApi, tooManySubscriptions */
  async subscribe(key: ApiKey, client: { readonly id: string; readonly secret?: string | undefined }): Promise<void> {
    const { store, routes, limits, newId } = this.#deps;
    const present = await this.subscriptions(key);
    if (!present.includes(client.id) && present.length >= limits.maxSubscriptionsPerApi)
      throw refuse.tooManySubscriptions(limits.maxSubscriptionsPerApi);
    const secret = client.secret === undefined ? {} : { secret: sealSecret(client.secret, newId()) };
    if (!(await store.subscribe(key, { clientId: client.id, ...secret }))) throw refuse.unknownApi(key.id);
    routes.forget(key.tenant);
  }

  /** The ids of those who may call an API. @throws GatewayRefusal unknownApi */
  async subscriptions(key: ApiKey): Promise<readonly string[]> {
    await this.get(key);
    return (await this.#deps.store.subscriptions(key)).map(({ clientId }) => clientId);
  }

  /** @throws GatewayRefusal unknownApi, unknownSubscription */
  async unsubscribe(key: ApiKey, clientId: string): Promise<void> {
    await this.get(key);
    if (!(await this.#deps.store.unsubscribe(key, clientId))) throw refuse.unknownSubscription();
    this.#deps.routes.forget(key.tenant);
  }

  #compile(document: JsonObject) {
    const { targets, limits } = this.#deps;
    return compileApi(document, { ...(targets && { targets }), maxOperations: limits.maxOperationsPerApi });
  }

  async #whyNotReplaced({ tenant, id, basePath }: ManagedApi): Promise<Error> {
    const holders = await this.list(tenant, { basePath });
    return holders.some((other) => other.id !== id) ? refuse.basePathTaken(basePath || '/') : refuse.changedSince();
  }
}

function requireTenant(tenant: string): void {
  if (tenant === '' || tenant.length > MAX_TENANT_LENGTH) throw refuse.tenantInvalid(tenant);
  if (isApiVersion(tenant)) throw refuse.tenantReserved(tenant);
}
