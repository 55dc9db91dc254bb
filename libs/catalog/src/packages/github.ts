import type { CatalogPackage } from '../catalog-package';
import { nodejsAction, optional, required } from '../nodejs-action';

/** Events of GitHub (spec: feeds section 5). */
export const github: CatalogPackage = {
  name: 'github',
  shared: true,
  annotations: {
    description: 'Events of GitHub',
    parameters: ['username', 'repository', 'accessToken'].map((name) => ({ name, required: true, bindTime: true })),
  },
  parameters: {},
  actions: [
    nodejsAction('webhook', {
      source: 'github/webhook.js',
      description: 'Fires a trigger on events of a repository',
      takes: [
        required('username', 'User of GitHub'),
        required('repository', 'REPOSITORY or ORGANIZATION/REPOSITORY'),
        required('accessToken', 'Personal access token'),
        required('events', 'Names of events, with commas between them'),
        optional('baseUrl', 'Address of the API, https://api.github.com unless given'),
      ],
      annotations: { feed: true, 'provide-api-key': true },
    }),
  ],
};
