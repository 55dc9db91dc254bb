import type { CatalogPackage } from '../catalog-package';
import { nodejsAction, optional, required } from '../nodejs-action';

/** Messages to Slack (spec: feeds section 5). */
export const slack: CatalogPackage = {
  name: 'slack',
  shared: true,
  annotations: {
    description: 'Messages to Slack',
    parameters: ['url', 'username', 'channel'].map((name) => ({ name, required: false, bindTime: true })),
  },
  parameters: {},
  actions: [
    nodejsAction('post', {
      source: 'slack/post.js',
      description: 'Posts a message to Slack',
      takes: [
        required('text', 'The message'),
        optional('url', 'An incoming webhook of Slack'),
        optional('channel', 'The channel'),
        optional('username', 'In whose name'),
        optional('icon_emoji', 'Emoji that stands beside it'),
        optional('as_user', 'Whether it is posted as the user of the token'),
        optional('attachments', 'Attachments of the message'),
        optional('token', 'Token of the web API'),
      ],
    }),
  ],
};
