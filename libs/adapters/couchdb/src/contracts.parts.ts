import {
  activationStoreContract,
  entityStoreContract,
  routeStoreContract,
  secretStoreContract,
  subjectStoreContract,
  triggerStoreContract,
  type PortUnderTest,
} from '@whisker/testing';
import { openCouchStores, type CouchStores } from './couch-stores';
import { initDatabases } from './init-databases';
import { couchdbForSuite } from './testing/couchdb-for-suite';

const server = couchdbForSuite();
beforeAll(() => initDatabases({ url: server.url }));

/** All tests on one set of databases; reopened with connections of its own. */
function part<K extends keyof CouchStores>(kind: K) {
  return async (): Promise<PortUnderTest<CouchStores[K]>> => {
    let stores = openCouchStores({ url: server.url });
    return {
      subject: stores[kind],
      close: () => stores.close(),
      async reopen() {
        await stores.close();
        return (stores = openCouchStores({ url: server.url }))[kind];
      },
    };
  };
}

entityStoreContract('CouchEntityStore', part('entities'));
subjectStoreContract('CouchSubjectStore', part('subjects'));
activationStoreContract('CouchActivationStore', part('activations'));
secretStoreContract('CouchSecretStore', part('secrets'));
routeStoreContract('CouchRouteStore', part('routes'));
triggerStoreContract('CouchTriggerStore', part('triggers'));
