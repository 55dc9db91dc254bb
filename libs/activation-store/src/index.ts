/** Port to the store of activation records, and what its implementations share. @module */
export type { ActivationQuery, ActivationStore } from './activation-store';
export { nameKeyOf } from './name-key';
export { RecentRing, type RecentRingOptions } from './recent-ring';
export { RetentionSweeper, type RetentionOptions } from './retention-sweeper';
