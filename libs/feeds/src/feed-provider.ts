import type { JsonObject } from '@whisker/entities';
import type { Feed, FeedParameters } from './feed';
import { FeedRefusal } from './feed-refusal';
import { fullName, triggerId, type FeedTrigger, type TriggerStatus } from './feed-trigger';
import { feedRefusals } from './refusals';
import { isTakenOver, TriggerSession, type SessionDeps } from './trigger-session';
import type { StoredTrigger } from './trigger-store';

/** A feed whose run failed begins again after that, ms. */
const RESTART_MS = 10_000;
const SUCCESS: JsonObject = { status: 'success' };

/** What a trigger's owner asks for; the verb of the web action tells which. */
export type FeedVerb = 'post' | 'get' | 'put' | 'delete';

/** A request to a feed. Whoever passes it on has checked that the key is that of the trigger. */
export interface FeedRequest {
  readonly verb: FeedVerb;
  /** `/namespace/name` */
  readonly triggerName: string;
  /** `uuid:key` */
  readonly auth: string;
  readonly parameters: FeedParameters;
}

interface Running {
  readonly session: TriggerSession;
  readonly ended: Promise<void>;
}

/** Keeps the triggers that are connected to feeds, and fires them. One provider works on a store. */
export class FeedProvider {
  readonly #feeds: ReadonlyMap<string, Feed>;
  readonly #deps: SessionDeps;
  readonly #running = new Map<string, Running>();
  /** The last request about each trigger: requests about one are met in their order. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #started = false;

  constructor(feeds: readonly Feed[], deps: SessionDeps) {
    this.#feeds = new Map(feeds.map((feed) => [feed.name, feed]));
    this.#deps = deps;
  }

  /** Fires the stored triggers from now on. @throws what the store throws */
  async start(): Promise<void> {
    this.#started = true;
    for (const stored of await this.#deps.store.list()) this.#run(stored);
  }

  /** Fires no more, and waits for the requests that are on their way. Idempotent. */
  async stop(): Promise<void> {
    this.#started = false;
    await Promise.all([...this.#running.keys()].map((id) => this.#halt(id)));
  }

  /** Triggers that are being fired now. */
  get active(): number {
    return this.#running.size;
  }

  /** Meets a request. @throws FeedRefusal; what the store throws */
  handle(feedName: string, request: FeedRequest): Promise<JsonObject> {
    const feed = this.#feeds.get(feedName);
    if (!feed) throw new FeedRefusal(`there is no feed '${feedName}' here`, 404);
    const [namespace, name, ...more] = request.triggerName.split('/').filter((part) => part !== '');
    if (namespace === undefined || name === undefined || more.length > 0) throw feedRefusals.noTrigger();
    const key = { namespace, name, auth: request.auth };
    const about = { ...key, id: triggerId(key), feed: feed.name };
    const { verb, parameters } = request;
    if (verb === 'get') return this.#read(feed, about.id);
    return this.#inTurn(about.id, () => {
      if (verb === 'post') return this.#create(feed, about, parameters);
      if (verb === 'put') return this.#update(feed, about, parameters);
      if (verb === 'delete') return this.#delete(about);
      throw feedRefusals.unsupported();
    });
  }

  /** Replaces what is there: the owner made a trigger of that name anew. */
  async #create(feed: Feed, about: About, parameters: FeedParameters): Promise<JsonObject> {
    const state = await feed.create(parameters, about.id);
    const trigger = { ...about, ...state, status: this.#activeNow() };
    await this.#whileHalted(about, async () => {
      const present = await this.#deps.store.get(about.id);
      await this.#deps.store.put(trigger, present?.revision);
    });
    return feed.created(trigger);
  }

  async #read(feed: Feed, id: string): Promise<JsonObject> {
    const stored = await this.#deps.store.get(id);
    if (stored?.trigger.feed !== feed.name) throw feedRefusals.notFound(`/${id.split('/').slice(1).join('/')}`);
    return { config: feed.show(stored.trigger), status: shownStatus(stored.trigger.status) };
  }

  async #update(feed: Feed, about: About, parameters: FeedParameters): Promise<JsonObject> {
    // A request that is refused leaves the feed as it runs.
    await feed.update((await this.#present(about)).trigger, parameters);
    await this.#whileHalted(about, async () => {
      const { trigger, revision } = await this.#present(about);
      const state = await feed.update(trigger, parameters);
      await this.#deps.store.put({ ...trigger, ...state, status: this.#activeNow() }, revision);
    });
    return SUCCESS;
  }

  async #delete(about: About): Promise<JsonObject> {
    await this.#whileHalted(about, async () => {
      const { revision } = await this.#present(about);
      await this.#deps.store.delete(about.id, revision);
    });
    return SUCCESS;
  }

  /** Writes while nothing fires the trigger; then goes on with what is stored. */
  async #whileHalted(about: About, write: () => Promise<void>): Promise<void> {
    await this.#halt(about.id);
    try {
      await write();
    } catch (fault) {
      throw isTakenOver(fault) ? feedRefusals.busy(fullName(about)) : fault;
    } finally {
      const stored = await this.#deps.store.get(about.id);
      if (stored) this.#run(stored);
    }
  }

  async #present(about: About): Promise<StoredTrigger> {
    const stored = await this.#deps.store.get(about.id);
    if (stored?.trigger.feed !== about.feed) throw feedRefusals.notFound(fullName(about));
    return stored;
  }

  #activeNow(): TriggerStatus {
    return { active: true, changed: this.#deps.clock() };
  }

  #run(stored: StoredTrigger): void {
    const { id, status, feed: name } = stored.trigger;
    const feed = this.#feeds.get(name);
    if (!this.#started || !status.active || !feed) return;
    const session = new TriggerSession(stored, this.#deps);
    const ended = this.#keepRunning(feed, session).then(() => {
      if (this.#running.get(id)?.session === session) this.#running.delete(id);
    });
    this.#running.set(id, { session, ended });
  }

  /** A run that fails, because the store does, begins again: an alarm must not fall silent until the next start. */
  async #keepRunning(feed: Feed, session: TriggerSession): Promise<void> {
    const trigger = fullName(session.trigger);
    do {
      try {
        return await feed.run(session);
      } catch (fault) {
        if (isTakenOver(fault))
          return this.#deps.log('info', 'a feed trigger was changed by somebody else', { trigger });
        this.#deps.log('error', 'a feed failed and is started again', { trigger, fault: String(fault) });
      }
    } while (await session.wait.for(RESTART_MS));
  }

  async #halt(id: string): Promise<void> {
    const running = this.#running.get(id);
    running?.session.wait.stop();
    await running?.ended;
  }

  #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(work, work);
    this.#turns.set(id, turn);
    const forget = (): void => void (this.#turns.get(id) === turn && this.#turns.delete(id));
    turn.then(forget, forget);
    return turn;
  }
}

type About = Pick<FeedTrigger, 'id' | 'feed' | 'namespace' | 'name' | 'auth'>;

function shownStatus({ active, changed, reason }: TriggerStatus): JsonObject {
  const told: JsonObject = { active, dateChanged: changed, dateChangedISO: new Date(changed).toISOString() };
  return reason ? { ...told, reason: { ...reason } as JsonObject } : told;
}
