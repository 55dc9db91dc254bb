import type { Clock } from '@whisker/entities';
import type { FireEnd, TriggerSession } from '../trigger-session';
import type { AlarmConfig, AlarmProgress } from './alarm-config';
import type { Schedule } from './schedule';

/** A time that is further past is one at which nothing could fire the alarm, ms. */
const MISSED_AFTER_MS = 5000;

/** What an alarm is to do from now on. */
export interface AlarmPlan {
  readonly config: AlarmConfig;
  readonly schedule: Schedule;
  readonly clock: Clock;
  /** See `AlarmFeedOptions`. */
  readonly catchUp: number;
}

/** Waits and fires, over and over. */
export class AlarmRun {
  readonly #session: TriggerSession;
  readonly #plan: AlarmPlan;
  /** Missed times that were made up for since the last one that was not missed. */
  #caughtUp = 0;

  constructor(session: TriggerSession, plan: AlarmPlan) {
    this.#session = session;
    this.#plan = plan;
  }

  /** @throws TriggerConflict, and what the store throws */
  async run(): Promise<void> {
    const settled = await this.#session.settle();
    if (settled !== undefined && ends(settled)) return;
    while (!(await this.#isComplete())) {
      const due = this.#due();
      // Without a further time it waits for its end, during which its owner can still change it.
      const until = due ?? this.#plan.schedule.end;
      if (until !== undefined && !(await this.#reach(until))) return;
      if (due === undefined) return this.#session.disable('Automatically disabled after the stop date');
      if (ends(await this.#fire(due))) return;
    }
  }

  get #progress(): AlarmProgress {
    return this.#session.trigger.progress as unknown as AlarmProgress;
  }

  /** The next time to fire at; it may be past. */
  #due(): number | undefined {
    const { next } = this.#progress;
    const { schedule, clock, catchUp } = this.#plan;
    const missedBefore = clock() - MISSED_AFTER_MS;
    if (next === undefined || next >= missedBefore) {
      this.#caughtUp = 0;
      return next;
    }
    if (this.#caughtUp >= catchUp) return schedule.after(missedBefore - 1);
    this.#caughtUp += 1;
    return next;
  }

  /** @returns false if stopped before */
  async #reach(due: number): Promise<boolean> {
    // Timers may ring a little early, and cannot wait for months.
    for (let left = due - this.#plan.clock(); left > 0; left = due - this.#plan.clock()) {
      if (!(await this.#session.wait.for(left))) return false;
    }
    return !this.#session.wait.stopped;
  }

  #fire(due: number): Promise<FireEnd> {
    const next = this.#plan.schedule.after(due);
    const progress = { fires: this.#progress.fires + 1, ...(next !== undefined && { next }) };
    return this.#session.fire(this.#plan.config.payload, progress);
  }

  /** Ends an alarm that was fired as often as it was to be. @returns whether it was */
  async #isComplete(): Promise<boolean> {
    const { config } = this.#plan;
    const { fires, next } = this.#progress;
    if (config.type === 'once' && next === undefined) {
      await this.#endOnce(config.deleteAfterFire);
      return true;
    }
    if (config.type !== 'cron' || config.maxTriggers < 0 || fires < config.maxTriggers) return false;
    await this.#session.disable('Automatically disabled after reaching max triggers');
    return true;
  }

  async #endOnce(deletion: 'false' | 'true' | 'rules'): Promise<void> {
    if (deletion === 'false') return this.#session.disable('Automatically disabled after firing once');
    await this.#session.remove(deletion === 'rules');
  }
}

function ends(end: FireEnd): boolean {
  return end === 'disabled' || end === 'stopped';
}
