/**
 * The OpenWhisk REST API as a plain request listener over the use cases.
 * @module
 */
export type { Answer, ApiServices, WebSettings } from './api';
export { createListener, type RequestListener } from './listener';
export { statusOf } from './status';
export { swaggerDocument } from './swagger';
export { vanityNamespace } from './web/vanity-host';
