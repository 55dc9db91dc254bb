import type { JsonObject } from '@whisker/entities';
import type { Feed, FeedParameters, FeedState } from '../feed';
import type { FeedLog } from '../feed-log';
import { FeedRefusal } from '../feed-refusal';
import { fullName, type FeedTrigger } from '../feed-trigger';
import { feedRefusals } from '../refusals';
import type { TriggerSession } from '../trigger-session';
import { readChanges, readChangesUpdate, type ChangesConfig } from './changes-parameters';
import type { ChangesPage, ChangesSource, DatabaseChange, Sequence } from './changes-source';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** Changes that are asked for at a time. */
const PAGE = 100;

export interface ChangesFeedOptions {
  readonly source: ChangesSource;
  readonly log: FeedLog;
}

interface ChangesProgress {
  /** Changes up to here were fired. */
  readonly since: Sequence;
  readonly fires: number;
}

/** Fires on each change of a database (spec: feeds section 4). */
export class ChangesFeed implements Feed {
  readonly name = 'cloudant';
  readonly #options: ChangesFeedOptions;

  constructor(options: ChangesFeedOptions) {
    this.#options = options;
  }

  /** Changes after this moment count, or after `since`. */
  async create(parameters: FeedParameters): Promise<FeedState> {
    const config = readChanges(parameters);
    const last = await this.#lastSequence(config);
    return { config: { ...config } as unknown as JsonObject, progress: { since: config.since ?? last, fires: 0 } };
  }

  async update(trigger: FeedTrigger, parameters: FeedParameters): Promise<FeedState> {
    if (!trigger.status.active) throw feedRefusals.disabled(fullName(trigger));
    const config = readChangesUpdate(configOf(trigger), parameters);
    return { config: { ...config } as unknown as JsonObject, progress: trigger.progress };
  }

  created(): JsonObject {
    return { status: 'success' };
  }

  show({ namespace, name, config, progress }: FeedTrigger): JsonObject {
    const { maxTriggers: _, ...shown } = config;
    return { name, namespace, ...shown, since: (progress as unknown as ChangesProgress).since };
  }

  async run(session: TriggerSession): Promise<void> {
    const settled = await session.settle();
    if (settled === 'disabled' || settled === 'stopped') return;
    await new Watch(session, this.#options).run();
  }

  async #lastSequence(config: ChangesConfig): Promise<Sequence> {
    try {
      return await this.#options.source.lastSequence(config);
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      throw new FeedRefusal(`cloudant trigger feed: the database '${config.dbname}' cannot be read: ${reason}`);
    }
  }
}

/** One session that follows a database. */
class Watch {
  #pause = FIRST_PAUSE_MS;

  constructor(
    private readonly session: TriggerSession,
    private readonly options: ChangesFeedOptions,
  ) {}

  async run(): Promise<void> {
    while (!this.session.wait.stopped) {
      const page = await this.#next();
      if (page && !(await this.#fireAll(page))) return;
    }
  }

  get #progress(): ChangesProgress {
    return this.session.trigger.progress as unknown as ChangesProgress;
  }

  /** @returns undefined if the database did not answer, after a pause */
  async #next(): Promise<ChangesPage | undefined> {
    const { filter, query_params: parameters, ...access } = configOf(this.session.trigger);
    const selection = { ...(filter !== undefined && { filter }), ...(parameters && { parameters }) };
    try {
      const query = { since: this.#progress.since, ...selection, limit: PAGE, signal: this.session.wait.signal };
      const page = await this.options.source.changes(access, query);
      this.#pause = FIRST_PAUSE_MS;
      return page;
    } catch (fault) {
      if (this.session.wait.stopped) return undefined;
      const trigger = fullName(this.session.trigger);
      this.options.log('warn', 'changes of a database cannot be read now', { trigger, fault: String(fault) });
      await this.session.wait.for(this.#pause);
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
      return undefined;
    }
  }

  /** @returns false if there is nothing more to do */
  async #fireAll({ changes, lastSequence }: ChangesPage): Promise<boolean> {
    const { maxTriggers, dbname } = configOf(this.session.trigger);
    for (const change of changes) {
      if (this.session.wait.stopped) return false;
      const progress = { since: change.seq, fires: this.#progress.fires + 1 };
      const end = await this.session.fire(eventOf(change, dbname), progress);
      if (end === 'disabled' || end === 'stopped') return false;
      if (maxTriggers < 0 || progress.fires < maxTriggers) continue;
      await this.session.disable('Automatically disabled after reaching max triggers');
      return false;
    }
    // What the filter left out is not asked for again.
    if (lastSequence !== this.#progress.since)
      await this.session.saveProgress({ since: lastSequence, fires: this.#progress.fires });
    return true;
  }
}

function eventOf({ id, seq, changes, deleted }: DatabaseChange, dbname: string): JsonObject {
  const event: JsonObject = { id, seq, changes: changes.map(({ rev }) => ({ rev })), dbname };
  return deleted ? { ...event, deleted } : event;
}

/** Written by this feed only. */
function configOf({ config }: FeedTrigger): ChangesConfig {
  return config as unknown as ChangesConfig;
}
