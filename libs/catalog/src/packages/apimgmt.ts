import type { CatalogAction, CatalogPackage } from '../catalog-package';

const SOURCE = 'apimgmt/apimgmt.js';

function webAction(main: string, description: string): CatalogAction {
  return { name: main, kind: 'nodejs:default', source: SOURCE, main, web: true, annotations: { description } };
}

/**
 * What `wsk api` and the routes of other clients call. Where the gateway is (`gwUrl`, `gwUrlV2`) and who may manage it
 * (`gwUser`, `gwPwd`) is known only where the platform runs: these parameters are given to the installer.
 */
export const apimgmt: CatalogPackage = {
  name: 'apimgmt',
  shared: false,
  annotations: { description: 'Manages the APIs of a namespace' },
  parameters: {},
  actions: [
    webAction('createApi', 'Creates an API, or adds an operation to one'),
    webAction('getApi', 'Shows the APIs of a namespace'),
    webAction('deleteApi', 'Deletes an API, a path of it or an operation'),
  ],
};
