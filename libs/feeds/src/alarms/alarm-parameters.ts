import { isJsonObject, type JsonObject, type JsonValue } from '@whisker/entities';
import type { FeedParameters } from '../feed';
import type { AlarmConfig, CronAlarm, IntervalAlarm, OnceAlarm } from './alarm-config';
import { alarmRefusals as refuse } from './alarm-refusals';
import { isCronPattern, isTimeZone, isToTheMinute } from './schedule';

/** An interval whose owner tells no start begins that long after it was made, ms. */
const FIRST_INTERVAL_MS = 30_000;
const WITHOUT_LIMIT = -1;

export interface AlarmLimits {
  /** Cron expressions have 5 fields: nothing fires more than once a minute. */
  readonly toTheMinute: boolean;
}

interface Reading {
  /** epoch ms */
  readonly now: number;
  readonly limits: AlarmLimits;
}

/** Reads the parameters of a CREATE. @throws FeedRefusal */
export function readAlarm(parameters: FeedParameters, reading: Reading): AlarmConfig {
  if (parameters['fireOnce'] === true) return readOnce(parameters, reading);
  if (parameters['isInterval'] === true) return readInterval(parameters, reading);
  return readCron(parameters, reading);
}

/** Reads the parameters of an UPDATE: those of the alarm's own kind count. @throws FeedRefusal */
export function readAlarmUpdate(present: AlarmConfig, parameters: FeedParameters, reading: Reading): AlarmConfig {
  const names = UPDATABLE[present.type];
  const given = Object.entries(parameters).filter(([name, value]) => names.includes(name) && isGiven(value));
  if (given.length === 0) throw refuse.nothingToUpdate();
  const changes = Object.fromEntries(given);
  const changed = CHANGES[present.type](present as never, changes, reading);
  return { ...changed, ...('trigger_payload' in changes && { payload: eventOf(changes['trigger_payload']) }) };
}

const UPDATABLE: Readonly<Record<AlarmConfig['type'], readonly string[]>> = {
  once: ['trigger_payload', 'date', 'deleteAfterFire'],
  interval: ['trigger_payload', 'minutes', 'startDate', 'stopDate'],
  cron: ['trigger_payload', 'cron', 'timezone', 'strict', 'startDate', 'stopDate', 'maxTriggers'],
};

const CHANGES = {
  once: (present: OnceAlarm, changes: JsonObject, { now }: Reading): OnceAlarm => ({
    ...present,
    ...(changes['date'] !== undefined && { date: dateOf('date', changes['date'], now) }),
    ...(changes['deleteAfterFire'] !== undefined && { deleteAfterFire: deletionOf(changes['deleteAfterFire']) }),
  }),
  interval: (present: IntervalAlarm, changes: JsonObject, { now }: Reading): IntervalAlarm => ({
    ...present,
    ...(changes['minutes'] !== undefined && { minutes: minutesOf(changes['minutes']) }),
    ...spanUpdate(present, changes, now),
  }),
  cron: (present: CronAlarm, changes: JsonObject, { now, limits }: Reading): CronAlarm => {
    const zone = changes['timezone'] === undefined ? {} : { timezone: timezoneOf(changes['timezone']) };
    return {
      ...present,
      ...(changes['cron'] !== undefined && { cron: cronOf(changes['cron'], limits) }),
      ...zone,
      ...(changes['strict'] !== undefined && { strict: isTrue(changes['strict']) }),
      ...(changes['maxTriggers'] !== undefined && { maxTriggers: Number(changes['maxTriggers']) }),
      ...spanUpdate(present, changes, now),
    };
  },
};

function readOnce(parameters: FeedParameters, { now }: Reading): OnceAlarm {
  const { date, deleteAfterFire = 'false', trigger_payload: payload } = parameters;
  if (!isGiven(date)) throw refuse.noDate();
  return {
    type: 'once',
    payload: eventOf(payload),
    date: dateOf('date', date, now),
    deleteAfterFire: deletionOf(deleteAfterFire),
  };
}

function readInterval(parameters: FeedParameters, { now }: Reading): IntervalAlarm {
  const { minutes, maxTriggers, trigger_payload: payload } = parameters;
  if (!isGiven(minutes) && minutes !== 0) throw refuse.noMinutes();
  const length = minutesOf(minutes);
  if (isGiven(maxTriggers)) throw refuse.maxTriggersOfInterval();
  const span = readSpan(parameters, now);
  return {
    type: 'interval',
    payload: eventOf(payload),
    minutes: length,
    startDate: now + FIRST_INTERVAL_MS,
    ...span,
  };
}

function readCron(parameters: FeedParameters, { now, limits }: Reading): CronAlarm {
  const { cron, timezone, strict, maxTriggers, stopDate, trigger_payload: payload } = parameters;
  if (!isGiven(cron)) throw refuse.noCron();
  const pattern = cronOf(cron, limits);
  const zone = isGiven(timezone) ? { timezone: timezoneOf(timezone) } : {};
  if (isGiven(maxTriggers) && isGiven(stopDate)) throw refuse.maxTriggersWithStop();
  return {
    type: 'cron',
    payload: eventOf(payload),
    cron: pattern,
    ...zone,
    strict: isTrue(strict),
    maxTriggers: isGiven(maxTriggers) ? Number(maxTriggers) : WITHOUT_LIMIT,
    ...readSpan(parameters, now),
  };
}

interface Span {
  readonly startDate?: number;
  readonly stopDate?: number;
}

function readSpan({ startDate, stopDate }: FeedParameters, now: number): Span {
  const start = isGiven(startDate) ? { startDate: dateOf('startDate', startDate, now) } : {};
  if (!isGiven(stopDate)) return start;
  const stop = dateOf('stopDate', stopDate, now);
  if (start.startDate !== undefined && stop <= start.startDate)
    throw refuse.stopBeforeStart(text(stopDate), text(startDate));
  return { ...start, stopDate: stop };
}

/** One end may come with the update and the other be known. */
function spanUpdate(present: Span, changes: JsonObject, now: number): Span {
  const span = readSpan(changes, now);
  const { startDate = present.startDate, stopDate = present.stopDate } = span;
  if (startDate !== undefined && stopDate !== undefined && startDate >= stopDate) {
    throw span.startDate === undefined
      ? refuse.stopBeforeStart(text(changes['stopDate']), text(startDate))
      : refuse.startAfterStop(text(changes['startDate']), text(stopDate));
  }
  return span;
}

/** Epoch milliseconds, also as text, or whatever JavaScript reads as a date. */
function dateOf(name: string, value: JsonValue | undefined, now: number): number {
  const isMs = typeof value === 'number' || /^\d+$/.test(text(value));
  const date = new Date(isMs ? Number(value) : text(value)).getTime();
  if (Number.isNaN(date)) throw refuse.notADate(name, text(value));
  if (date <= now) throw refuse.past(name, text(value));
  return date;
}

function minutesOf(value: JsonValue | undefined): number {
  const minutes = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof minutes !== 'number' || !Number.isInteger(minutes)) throw refuse.minutesNotWhole();
  if (minutes <= 0) throw refuse.minutesNotPositive();
  return minutes;
}

function cronOf(value: JsonValue | undefined, { toTheMinute }: AlarmLimits): string {
  const pattern = text(value);
  if (!isCronPattern(pattern)) throw refuse.cron(pattern);
  if (toTheMinute && !isToTheMinute(pattern)) throw refuse.cronFields();
  return pattern;
}

function timezoneOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string' || !isTimeZone(value)) throw refuse.timezone();
  return value;
}

function deletionOf(value: JsonValue | undefined): OnceAlarm['deleteAfterFire'] {
  const deletion = text(value).toLowerCase();
  if (deletion !== 'false' && deletion !== 'true' && deletion !== 'rules') throw refuse.deleteAfterFire();
  return deletion;
}

/** A text is wrapped, even if it is that of a JSON object. */
function eventOf(payload: JsonValue | undefined): JsonObject {
  if (typeof payload === 'string') return { payload };
  return isJsonObject(payload) ? payload : {};
}

function isTrue(value: JsonValue | undefined): boolean {
  return value === true || value === 'true';
}

/** Packages bind an empty text where they have no value. */
function isGiven(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
