/** The administration of a running platform, on a unix socket in its data folder. @module */
export { askAdministration } from './ask';
export { serveAdministration, type AdminSocket, type ServeOptions } from './serve';
export { SOCKET_FILE } from './socket-place';
