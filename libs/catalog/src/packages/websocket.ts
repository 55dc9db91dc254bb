import type { CatalogPackage } from '../catalog-package';
import { nodejsAction, required } from '../nodejs-action';

/** Messages to WebSockets (spec: feeds section 5). */
export const websocket: CatalogPackage = {
  name: 'websocket',
  shared: true,
  annotations: {
    description: 'Messages to WebSockets',
    parameters: [{ name: 'uri', required: true, bindTime: true }],
  },
  parameters: {},
  actions: [
    nodejsAction('send', {
      source: 'websocket/send.js',
      description: 'Sends a message to a WebSocket',
      takes: [required('uri', 'Address of the WebSocket, ws:// or wss://'), required('payload', 'The message')],
    }),
  ],
};
