/** What travels on the bus. @module */
export type { Acknowledgement } from './acknowledgement';
export type { ActivationMessage } from './activation-message';
export { completedTopic, invokerTopic, type Topic } from './topics';
