/** The message bus on Kafka. @module */
export { KafkaBus } from './kafka-bus';
export type {
  KafkaAccessOptions,
  KafkaBusOptions,
  KafkaLogin,
  KafkaSendingOptions,
  KafkaTls,
  KafkaTopicOptions,
} from './kafka-bus-options';
export type { KafkaBusLog } from './outages';
