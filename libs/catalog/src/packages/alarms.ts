import type { CatalogPackage } from '../catalog-package';
import { nodejsAction, optional, required } from '../nodejs-action';
import { webPackage } from '../feed-packages';

const FEED = 'feeds/feed.js';
const payload = optional('trigger_payload', 'Event that the trigger is fired with');
const span = [
  optional('startDate', 'No fire before: epoch milliseconds or a date as text'),
  optional('stopDate', 'No fire after: epoch milliseconds or a date as text'),
];

/** Feeds that fire by the clock (spec: feeds section 2). */
export const alarms: CatalogPackage = {
  name: 'alarms',
  shared: true,
  annotations: { description: 'Feeds that fire by the clock' },
  // An empty `apihost`: the platform that runs the feed, wherever it listens today.
  parameters: { apihost: '', trigger_payload: '' },
  actions: [
    nodejsAction('alarm', {
      source: FEED,
      description: 'Fires a trigger at the times of a cron expression',
      takes: [
        required('cron', 'Cron expression with 5 fields, or 6 with seconds first'),
        optional('timezone', 'IANA name of the time zone of the expression'),
        payload,
        ...span,
        optional('strict', 'Whether it fires at the very start of a minute'),
        optional('maxTriggers', 'Fires in all (deprecated)'),
      ],
      annotations: { feed: true },
    }),
    nodejsAction('once', {
      source: FEED,
      description: 'Fires a trigger once',
      takes: [
        required('date', 'When: epoch milliseconds or a date as text'),
        payload,
        optional('deleteAfterFire', 'What is deleted afterwards: false, true (the trigger) or rules (its rules, too)'),
      ],
      parameters: { fireOnce: true },
      annotations: { feed: true },
    }),
    nodejsAction('interval', {
      source: FEED,
      description: 'Fires a trigger at regular intervals',
      takes: [required('minutes', 'Length of the interval'), payload, ...span],
      parameters: { isInterval: true },
      annotations: { feed: true },
    }),
  ],
};

/** Where alarms reach their provider. */
export const alarmsWeb = webPackage('alarmsWeb', { alarmWebAction: 'alarms' });
