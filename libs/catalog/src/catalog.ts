import type { CatalogPackage } from './catalog-package';
import { alarms, alarmsWeb } from './packages/alarms';
import { cloudant, cloudantWeb } from './packages/cloudant';
import { github } from './packages/github';
import { messaging, messagingWeb } from './packages/messaging';
import { samples } from './packages/samples';
import { slack } from './packages/slack';
import { utils } from './packages/utils';
import { websocket } from './packages/websocket';

/** All packages of the system. */
export const systemCatalog: readonly CatalogPackage[] = [
  utils,
  samples,
  alarms,
  alarmsWeb,
  messaging,
  messagingWeb,
  cloudant,
  cloudantWeb,
  github,
  slack,
  websocket,
];
