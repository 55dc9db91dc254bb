/** Kafka for the feed provider. @module */
export { KafkajsClient } from './kafkajs-client';
