/** Port to the message bus. @module */
export type { Delivery, Feed, FeedOptions, Handler, MessageBus, ProduceOptions } from './message-bus';
