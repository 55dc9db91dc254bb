import { FeedRefusal } from '../feed-refusal';

const refusal =
  <A extends readonly unknown[]>(text: (...args: A) => string) =>
  (...args: A): FeedRefusal =>
    new FeedRefusal(text(...args));

/** The refusals of the alarm feeds (spec: feeds section 2). Dates are told as they were given. */
export const alarmRefusals = {
  noDate: refusal(() => 'alarms once trigger feed is missing the date parameter'),
  deleteAfterFire: refusal(() => 'deleteAfterFire parameter must be one of [false, true, rules].'),
  noMinutes: refusal(() => 'interval trigger feed is missing the minutes parameter'),
  minutesNotWhole: refusal(() => 'the minutes parameter must be an integer'),
  minutesNotPositive: refusal(() => 'the minutes parameter must be an integer greater than zero'),
  noCron: refusal(() => 'alarms trigger feed is missing the cron parameter'),
  cron: refusal((pattern: string) => `cron pattern '${pattern}' is not valid`),
  timezone: refusal(() => 'Invalid timezone.'),
  cronFields: refusal(() => 'cron pattern is limited to 5 fields with 1 minute as the finest granularity'),
  maxTriggersOfInterval: refusal(() => 'maxTriggers is not supported for the interval trigger feed'),
  maxTriggersWithStop: refusal(() => 'maxTriggers is not allowed when the stopDate parameter is specified'),
  neverFires: refusal(() => 'the first scheduled trigger fire is not until after the stop date'),
  notADate: refusal((name: string, date: string) => `${name} parameter '${date}' is not a valid Date`),
  past: refusal((name: string, date: string) => `${name} parameter '${date}' must be in the future`),
  stopBeforeStart: refusal(
    (stop: string, start: string) =>
      `stopDate parameter '${stop}' must be greater than the startDate parameter '${start}'`,
  ),
  startAfterStop: refusal(
    (start: string, stop: string) =>
      `startDate parameter '${start}' must be less than the stopDate parameter '${stop}'`,
  ),
  nothingToUpdate: refusal(() => 'no updatable parameters were specified'),
};
