import type { EmbeddedStores } from '@whisker/adapter-embedded';
import { createGateway, type Gateway } from '@whisker/api-gateway';
import { apimgmt, installCatalog } from '@whisker/catalog';
import type { Identity, Runtimes } from '@whisker/entities';
import type { ApiServices } from '@whisker/http-api';
import { join } from 'node:path';
import { readOrMakeKey } from './owner';
import type { PlatformLog } from './platform-options';

const KEY_FILE = 'gateway-auth';

/** The API gateway of an embedded platform. */
export interface EmbeddedGateway extends Gateway {
  /**
   * Puts the package that manages the APIs into the namespace of the system, bound to this gateway. The API host must
   * be known. @throws what `installCatalog` throws
   */
  install(home: ManagementHome): Promise<void>;
}

/** What `apimgmt` is put with. */
export interface ManagementHome {
  readonly services: Pick<ApiServices, 'actions' | 'packages'>;
  /** The owner of `whisk.system`. */
  readonly caller: Identity;
  readonly runtimes: Runtimes;
  readonly log: PlatformLog;
}

export interface EmbeddedGatewayOptions {
  /** The data folder. */
  readonly folder: string;
  readonly stores: Pick<EmbeddedStores, 'routes'>;
  /** Filled in once a server listens. */
  readonly apiHost: { readonly url: string };
  readonly log: PlatformLog;
}

/**
 * Opens the gateway; it is served by the server of the API. Its management has a key of its own, `gateway-auth` in the
 * data folder, made at the first start (mode 600).
 * @throws Error naming the file if it holds no key
 */
export async function openGateway({ folder, stores, apiHost, log }: EmbeddedGatewayOptions): Promise<EmbeddedGateway> {
  const { uuid: user, key: password } = await readOrMakeKey(join(folder, KEY_FILE));
  const gateway = createGateway({
    store: stores.routes,
    credentials: { user, password },
    publicUrl: () => apiHost.url,
    onFault: (fault, context) =>
      log('error', 'a request to the API gateway failed', { ...context, fault: String(fault) }),
  });
  const parameters = () => ({ gwUrl: apiHost.url, gwUrlV2: `${apiHost.url}/v2`, gwUser: user, gwPwd: password });
  return { ...gateway, install: (home) => install(home, { [apimgmt.name]: parameters() }) };
}

async function install(
  { services, caller, runtimes, log }: ManagementHome,
  parameters: Readonly<Record<string, Record<string, string>>>,
): Promise<void> {
  const { leftOut } = await installCatalog([apimgmt], {
    packages: services.packages,
    actions: services.actions,
    caller,
    kindFor: (kind) => runtimes.find(kind)?.kind,
    parameters,
  });
  if (leftOut.length > 0) log('warn', 'nothing here runs these actions of the system', { actions: leftOut });
}
