/** Feed providers: alarms, Kafka messages and CouchDB changes, as rules over ports. @module */
export { AlarmFeed, type AlarmFeedOptions } from './alarms/alarm-feed';
export type { AlarmLimits } from './alarms/alarm-parameters';
export { ChangesFeed, type ChangesFeedOptions } from './changes/changes-feed';
export type {
  ChangesPage,
  ChangesQuery,
  ChangesSource,
  DatabaseAccess,
  DatabaseChange,
  Sequence,
} from './changes/changes-source';
export type { Feed, FeedParameters, FeedState } from './feed';
export type { FeedLog } from './feed-log';
export { FeedProvider, type FeedRequest, type FeedVerb } from './feed-provider';
export { FeedRefusal } from './feed-refusal';
export {
  fullName,
  triggerId,
  type FeedName,
  type FeedTrigger,
  type PendingFire,
  type StatusReason,
  type TriggerStatus,
} from './feed-trigger';
export { FireGate } from './fire-gate';
export type {
  KafkaAccess,
  KafkaClient,
  KafkaMessage,
  KafkaReader,
  KafkaRecord,
  KafkaSubscription,
  MessageHandler,
} from './kafka/kafka-client';
export { KafkaFeed, type KafkaFeedOptions } from './kafka/kafka-feed';
export { produce } from './kafka/produce';
export type { FireAnswer, TriggerApi, TriggerKey } from './trigger-api';
export { TriggerSession, type FireEnd, type SessionDeps } from './trigger-session';
export { TriggerConflict, type StoredTrigger, type TriggerStore } from './trigger-store';
