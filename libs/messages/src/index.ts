/** What travels on the bus. @module */
export type { Acknowledgement } from './acknowledgement';
export { decodeAcknowledgement, encodeAcknowledgement } from './acknowledgement-codec';
export type { ActivationMessage, SealedArgument } from './activation-message';
export { decodeActivationMessage, encodeActivationMessage } from './activation-message-codec';
export { MESSAGE_VERSION, MessageFormatError, onOneLine } from './envelope';
export { completedTopic, invokerTopic, type Topic } from './topics';
