import type { CatalogPackage } from '../catalog-package';
import { webPackage } from '../feed-packages';
import { nodejsAction, optional, required } from '../nodejs-action';

const FEED = 'feeds/feed.js';
const PRODUCE = 'messaging/produce.js';
const formats = [
  optional('isJSONData', 'Whether values are parsed as JSON'),
  optional('isBinaryKey', 'Whether keys are encoded as base64'),
  optional('isBinaryValue', 'Whether values are encoded as base64'),
];
const kafka = [required('brokers', 'Array of brokers, host:port'), required('topic', 'The topic')];
const messageHub = [
  required('kafka_brokers_sasl', 'Array of brokers, host:port'),
  required('user', 'User name at the brokers'),
  required('password', 'Password at the brokers'),
  required('topic', 'The topic'),
];
const message = [
  required('value', 'Value of the message'),
  optional('key', 'Key of the message'),
  optional('base64DecodeValue', 'Whether the value is base64 and sent as bytes'),
  optional('base64DecodeKey', 'Whether the key is base64 and sent as bytes'),
];
const produces = { deprecated: true, 'provide-api-key': true };

/** Messages of Kafka (spec: feeds section 3). */
export const messaging: CatalogPackage = {
  name: 'messaging',
  shared: true,
  annotations: { description: 'Messages of Kafka' },
  parameters: { endpoint: '' },
  actions: [
    nodejsAction('kafkaFeed', {
      source: FEED,
      description: 'Fires a trigger on messages of a Kafka topic',
      takes: [...kafka, ...formats],
      annotations: { feed: true },
    }),
    nodejsAction('messageHubFeed', {
      source: FEED,
      description: 'Fires a trigger on messages of a Message Hub topic',
      takes: [...messageHub, optional('kafka_admin_url', 'Address of the administration API'), ...formats],
      annotations: { feed: true },
    }),
    nodejsAction('kafkaProduce', {
      source: PRODUCE,
      description: 'Sends a message to a Kafka topic (deprecated)',
      takes: [...kafka, ...message],
      annotations: produces,
    }),
    nodejsAction('messageHubProduce', {
      source: PRODUCE,
      description: 'Sends a message to a Message Hub topic (deprecated)',
      takes: [...messageHub, ...message],
      annotations: produces,
    }),
  ],
};

const feeds = webPackage('messagingWeb', { kafkaFeedWeb: 'kafka', messageHubFeedWeb: 'messagehub' });

/** Where messaging reaches its provider. */
export const messagingWeb: CatalogPackage = {
  ...feeds,
  actions: [
    ...feeds.actions,
    nodejsAction('produceWeb', {
      source: 'messaging/produce-web.js',
      description: 'Has the feed provider send a message',
      web: true,
    }),
  ],
};
