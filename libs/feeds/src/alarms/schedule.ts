import { Cron } from 'croner';
import { createHash } from 'node:crypto';
import type { AlarmConfig, CronAlarm } from './alarm-config';

const MINUTE_MS = 60_000;
const FIELDS_TO_THE_MINUTE = 5;
const FIELDS_TO_THE_SECOND = 6;

/** When an alarm comes due. */
export interface Schedule {
  /** The first time after `time`; undefined: there is none. Both epoch ms. */
  after(time: number): number | undefined;
  /** After which it never comes due; undefined: no such time is set. Epoch ms. */
  readonly end: number | undefined;
}

/** @param id of the trigger: decides the offset of alarms that are not strict */
export function scheduleOf(config: AlarmConfig, id: string): Schedule {
  if (config.type === 'once') {
    return { after: (time) => (config.date > time ? config.date : undefined), end: config.date };
  }
  const { stopDate } = config;
  const due = config.type === 'interval' ? everyInterval(config) : everyMatch(config, id);
  const after = (time: number): number | undefined => {
    const next = due(time);
    return next !== undefined && next <= (stopDate ?? Infinity) ? next : undefined;
  };
  return { after, end: stopDate };
}

/** True if an expression has 5 fields, or 6 with seconds first, and means something. */
export function isCronPattern(pattern: string): boolean {
  const fields = fieldsOf(pattern);
  if (fields !== FIELDS_TO_THE_MINUTE && fields !== FIELDS_TO_THE_SECOND) return false;
  try {
    new Cron(pattern);
    return true;
  } catch {
    return false;
  }
}

/** True if an expression has no seconds. */
export function isToTheMinute(pattern: string): boolean {
  return fieldsOf(pattern) === FIELDS_TO_THE_MINUTE;
}

/** True for names such as `Europe/Berlin` and `UTC`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function everyInterval({ startDate, minutes }: { startDate: number; minutes: number }): (time: number) => number {
  const length = minutes * MINUTE_MS;
  return (time) => (time < startDate ? startDate : startDate + (Math.floor((time - startDate) / length) + 1) * length);
}

function everyMatch(
  { cron, timezone, strict, startDate }: CronAlarm,
  id: string,
): (time: number) => number | undefined {
  const pattern = new Cron(cron, { ...(timezone !== undefined && { timezone }) });
  const offset = strict || !isToTheMinute(cron) ? 0 : offsetOf(id);
  return (time) => {
    // A match at the very start date counts.
    const from = Math.max(time - offset, (startDate ?? -Infinity) - 1);
    const match = pattern.nextRun(new Date(from));
    return match ? match.getTime() + offset : undefined;
  };
}

/** 0 to 59 whole seconds, always the same for a trigger: alarms of a full minute are spread over it. Ms. */
function offsetOf(id: string): number {
  return (createHash('sha256').update(id).digest().readUInt32BE(0) % 60) * 1000;
}

function fieldsOf(pattern: string): number {
  return pattern.trim().split(/\s+/).length;
}
