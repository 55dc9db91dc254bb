import type { JsonObject } from '@whisker/entities';

interface AlarmBase {
  /** What the trigger is fired with. */
  readonly payload: JsonObject;
}

/** Fires at the times of a cron expression. */
export interface CronAlarm extends AlarmBase {
  readonly type: 'cron';
  /** 5 fields, or 6 with seconds first. */
  readonly cron: string;
  /** IANA name; absent: that of the provider's process. */
  readonly timezone?: string;
  /** Fires at the very start of its minutes, not at an offset of its own. */
  readonly strict: boolean;
  /** epoch ms */
  readonly startDate?: number;
  /** epoch ms */
  readonly stopDate?: number;
  /** Fires in all; -1: no limit. */
  readonly maxTriggers: number;
}

/** Fires once. */
export interface OnceAlarm extends AlarmBase {
  readonly type: 'once';
  /** epoch ms */
  readonly date: number;
  /** What is deleted afterwards: nothing, the trigger, or the trigger and its rules. */
  readonly deleteAfterFire: 'false' | 'true' | 'rules';
}

/** Fires at its start and at regular intervals from then on. */
export interface IntervalAlarm extends AlarmBase {
  readonly type: 'interval';
  readonly minutes: number;
  /** epoch ms */
  readonly startDate: number;
  /** epoch ms */
  readonly stopDate?: number;
}

/** What an alarm is to do; kept as the `config` of its trigger. */
export type AlarmConfig = CronAlarm | OnceAlarm | IntervalAlarm;

/** How far an alarm has come. */
export interface AlarmProgress {
  /** When it is to fire next, epoch ms; absent: never. */
  readonly next?: number;
  /** How often it was fired. */
  readonly fires: number;
}
