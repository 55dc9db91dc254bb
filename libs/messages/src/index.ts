/** What travels on the bus. @module */
export type { Acknowledgement } from './acknowledgement';
export { decodeAcknowledgement, encodeAcknowledgement } from './acknowledgement-codec';
export type { ActivationMessage, SealedArgument } from './activation-message';
export { decodeActivationMessage, encodeActivationMessage } from './activation-message-codec';
export type { CacheInvalidation } from './cache-invalidation';
export { MESSAGE_VERSION, MessageFormatError, onOneLine } from './envelope';
export { cacheInvalidationTopic, completedTopic, invokerTopic, type Topic } from './topics';
