import { installCatalog, systemCatalog } from '@whisker/catalog';
import type { Identity, Runtimes } from '@whisker/entities';
import type { ApiServices } from '@whisker/http-api';
import type { PlatformLog } from './platform-options';

interface CatalogHome {
  readonly services: Pick<ApiServices, 'actions' | 'packages'>;
  /** The owner of `whisk.system`. */
  readonly caller: Identity;
  readonly runtimes: Runtimes;
  readonly log: PlatformLog;
}

/** Puts the packages of the system where they belong. @throws what `installCatalog` throws */
export async function installSystemCatalog({ services, caller, runtimes, log }: CatalogHome): Promise<void> {
  const { written, leftOut } = await installCatalog(systemCatalog, {
    packages: services.packages,
    actions: services.actions,
    caller,
    kindFor: (kind) => runtimes.find(kind)?.kind,
  });
  if (written.length > 0) log('info', 'packages of the system were installed', { packages: written });
  if (leftOut.length > 0) log('warn', 'nothing here runs these actions of the system', { actions: leftOut });
}
