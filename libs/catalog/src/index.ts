/** The packages of `whisk.system`, as data, and their installer. @module */
export { readActionSource } from './action-source';
export { systemCatalog } from './catalog';
export { apimgmt } from './packages/apimgmt';
export type { CatalogAction, CatalogPackage } from './catalog-package';
export { providerParameters } from './feed-packages';
export { installCatalog, SYSTEM_NAMESPACE, type CatalogOptions, type Installed } from './installer';
