import type { CatalogPackage } from './catalog-package';
import { utils } from './packages/utils';

/** All packages of the system. */
export const systemCatalog: readonly CatalogPackage[] = [utils];
