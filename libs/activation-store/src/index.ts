/** Port to the store of activation records. @module */
export type { ActivationQuery, ActivationStore } from './activation-store';
