import type { Clock, JsonObject } from '@whisker/entities';
import type { Feed, FeedParameters, FeedState } from '../feed';
import { fullName, type FeedTrigger } from '../feed-trigger';
import { feedRefusals } from '../refusals';
import type { TriggerSession } from '../trigger-session';
import type { AlarmConfig, AlarmProgress } from './alarm-config';
import { readAlarm, readAlarmUpdate, type AlarmLimits } from './alarm-parameters';
import { alarmRefusals } from './alarm-refusals';
import { AlarmRun } from './alarm-run';
import { scheduleOf } from './schedule';

export interface AlarmFeedOptions {
  readonly clock: Clock;
  readonly limits: AlarmLimits;
  /**
   * Of the times an alarm came due while nothing could fire it, how many are made up for, oldest first. 0: none.
   * 1: one fire stands for all. A time that is at most 5 s past is not missed.
   */
  readonly catchUp: number;
}

/** Fires by the clock (spec: feeds section 2). */
export class AlarmFeed implements Feed {
  readonly name = 'alarms';
  readonly #options: AlarmFeedOptions;

  constructor(options: AlarmFeedOptions) {
    this.#options = options;
  }

  async create(parameters: FeedParameters, id: string): Promise<FeedState> {
    const config = readAlarm(parameters, this.#reading());
    return this.#stateOf(config, { id, fires: 0 });
  }

  async update(trigger: FeedTrigger, parameters: FeedParameters): Promise<FeedState> {
    if (trigger.status.reason?.kind === 'ADMIN') throw feedRefusals.disabledByAdmin(fullName(trigger));
    const config = readAlarmUpdate(configOf(trigger), parameters, this.#reading());
    return this.#stateOf(config, { id: trigger.id, fires: progressOf(trigger).fires });
  }

  created(): JsonObject {
    return { status: 'success' };
  }

  show({ namespace, name, config }: FeedTrigger): JsonObject {
    const { type, maxTriggers: _, ...shown } = config;
    const about = { name, namespace };
    return type === 'cron' ? { ...about, ...shown, strict: shown['strict'] ?? false } : { ...about, ...shown };
  }

  run(session: TriggerSession): Promise<void> {
    const { clock, catchUp } = this.#options;
    const { id } = session.trigger;
    const config = configOf(session.trigger);
    return new AlarmRun(session, { config, schedule: scheduleOf(config, id), clock, catchUp }).run();
  }

  #reading() {
    return { now: this.#options.clock(), limits: this.#options.limits };
  }

  #stateOf(config: AlarmConfig, { id, fires }: { readonly id: string; readonly fires: number }): FeedState {
    const next = scheduleOf(config, id).after(this.#options.clock());
    if (next === undefined) throw alarmRefusals.neverFires();
    return { config: { ...config } as unknown as JsonObject, progress: { next, fires } };
  }
}

/** Written by this feed only. */
export function configOf({ config }: FeedTrigger): AlarmConfig {
  return config as unknown as AlarmConfig;
}

/** Written by this feed only. */
export function progressOf({ progress }: FeedTrigger): AlarmProgress {
  return progress as unknown as AlarmProgress;
}
