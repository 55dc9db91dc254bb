import type { Clock, JsonObject, Timers } from '@whisker/entities';
import type { FeedLog } from './feed-log';
import { fullName, type FeedTrigger, type PendingFire, type StatusReason } from './feed-trigger';
import type { FireGate } from './fire-gate';
import { RetryPolicy, type Verdict } from './retry-policy';
import type { FireAnswer, TriggerApi } from './trigger-api';
import { TriggerConflict, type StoredTrigger, type TriggerStore } from './trigger-store';
import { Wait } from './wait';

/** Attempts to delete a trigger, at most. */
const MAX_REMOVALS = 6;

/** What all sessions stand on. */
export interface SessionDeps {
  readonly store: TriggerStore;
  readonly api: TriggerApi;
  readonly gate: FireGate;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: FeedLog;
  /** Records of fires are there that long after the fire at the latest, ms. */
  readonly recordDelayMs: number;
}

/** What came of a fire. `disabled`: the trigger is not to be fired any more. `stopped`: it is still pending. */
export type FireEnd = 'fired' | 'given-up' | 'disabled' | 'stopped';

/**
 * One active trigger while its feed runs: fires it, so that a death of this process neither loses nor repeats a fire.
 *
 * Before a request is sent, the fire is stored as pending together with the progress it stands for; after the answer
 * the mark is removed. Who finds a mark asks the platform for a record of that fire: if there is one, it only removes
 * the mark; if there is none, it fires again. What remains: a platform that died after it had started actions and
 * before it kept the record of the fire, or that keeps no records, is asked in vain, and its trigger is fired twice.
 */
export class TriggerSession {
  readonly wait: Wait;
  readonly #deps: SessionDeps;
  #trigger: FeedTrigger;
  #revision: string;

  constructor({ trigger, revision }: StoredTrigger, deps: SessionDeps) {
    this.#deps = deps;
    this.#trigger = trigger;
    this.#revision = revision;
    this.wait = new Wait(deps.timers);
  }

  get trigger(): FeedTrigger {
    return this.#trigger;
  }

  /** Sees to a fire that was pending when the last session ended. */
  async settle(): Promise<FireEnd | undefined> {
    const { pending } = this.#trigger;
    return pending && this.#carryOut(pending, true);
  }

  /** @param progress where the feed is once the trigger was fired @throws TriggerConflict, and what the store throws */
  async fire(event: JsonObject, progress: JsonObject): Promise<FireEnd> {
    const pending = { event, since: this.#deps.clock() };
    await this.#save({ ...this.#trigger, progress, pending });
    return this.#carryOut(pending, false);
  }

  /** @throws TriggerConflict, and what the store throws */
  async saveProgress(progress: JsonObject): Promise<void> {
    await this.#save({ ...this.#trigger, progress });
  }

  /** It is not fired any more, and stays. @throws TriggerConflict, and what the store throws */
  async disable(message: string, statusCode?: number): Promise<void> {
    const reason: StatusReason = { kind: 'AUTO', message, ...(statusCode !== undefined && { statusCode }) };
    const { pending: _, ...trigger } = this.#trigger;
    await this.#save({ ...trigger, status: { active: false, changed: this.#deps.clock(), reason } });
    this.#deps.log('info', message, { trigger: fullName(trigger) });
  }

  /** Deletes the trigger in the platform, then here; if the platform refuses for long, it is disabled instead. */
  async remove(withRules: boolean): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#deps.api.remove(this.#trigger, withRules);
        return await this.#deps.store.delete(this.#trigger.id, this.#revision);
      } catch (fault) {
        if (isTakenOver(fault)) throw fault;
        if (tries >= MAX_REMOVALS) return this.disable(`Trigger could not be deleted: ${String(fault)}`);
        if (!(await this.wait.for(1000 * 2 ** tries))) return;
      }
    }
  }

  async #carryOut(pending: PendingFire, isDoubtful: boolean): Promise<FireEnd> {
    const verdict = await this.#attempts(pending, isDoubtful);
    if (verdict === undefined) return 'stopped';
    if (verdict.type === 'disable') {
      await this.disable(verdict.message, verdict.statusCode);
      return 'disabled';
    }
    const { pending: _, ...trigger } = this.#trigger;
    await this.#save(trigger);
    if (verdict.type === 'done') return 'fired';
    this.#deps.log('warn', 'a fire was given up', { trigger: fullName(trigger) });
    return 'given-up';
  }

  /** @param isDoubtful an attempt was made before, with unknown end @returns undefined if stopped */
  async #attempts({ event, since }: PendingFire, isDoubtful: boolean): Promise<Verdict | undefined> {
    const policy = new RetryPolicy();
    for (let doubtful = isDoubtful; !this.wait.stopped;) {
      const answer = await this.#attempt({ event, since }, doubtful);
      if (answer === undefined) return undefined;
      const verdict = policy.judge(answer);
      if (verdict.type !== 'retry') return verdict;
      doubtful ||= answer.type === 'unknown';
      if (!(await this.wait.for(verdict.afterMs))) return undefined;
    }
    return undefined;
  }

  async #attempt({ event, since }: PendingFire, isDoubtful: boolean): Promise<FireAnswer | undefined> {
    const { api, gate } = this.#deps;
    if (isDoubtful) {
      const was = await this.#wasFired({ event, since });
      if (was !== false) return was;
    }
    return gate.pass(() => api.fire(this.#trigger, event));
  }

  /** @returns false if it was not; else what to take for the answer of the attempt; undefined if stopped */
  async #wasFired({ event, since }: PendingFire): Promise<FireAnswer | false | undefined> {
    const { api, clock, recordDelayMs } = this.#deps;
    if (!(await this.wait.for(since + recordDelayMs - clock()))) return undefined;
    try {
      return (await api.wasFired(this.#trigger, event, since)) && { type: 'accepted' };
    } catch (fault) {
      return { type: 'unknown', reason: String(fault) };
    }
  }

  async #save(trigger: FeedTrigger): Promise<void> {
    this.#revision = await this.#deps.store.put(trigger, this.#revision);
    this.#trigger = trigger;
  }
}

/** True for what a session throws because its trigger is not its own any more. */
export function isTakenOver(fault: unknown): boolean {
  return fault instanceof TriggerConflict;
}
