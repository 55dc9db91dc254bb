/**
 * The OpenWhisk REST API as a plain request listener over the use cases.
 * @module
 */
export type { Answer, ApiServices, WebSettings } from './api';
export { answerUnreadable } from './client-error';
export type { BasicCredentials } from './credentials';
export { createListener, type RequestListener } from './listener';
export { SERVER_TIMEOUTS } from './server-timeouts';
export { statusOf } from './status';
export { swaggerDocument } from './swagger/document';
export { informationDocument } from './swagger/information-document';
export { vanityNamespace } from './web/vanity-host';
