import type { JsonObject } from '@whisker/entities';
import { ManualTime } from '@whisker/testing';
import {
  FeedProvider,
  FireGate,
  TriggerConflict,
  type Feed,
  type FeedTrigger,
  type FeedVerb,
  type FireAnswer,
  type StoredTrigger,
  type TriggerApi,
  type TriggerKey,
  type TriggerStore,
} from '../index';

/** A store that forgets with the test. */
export class MemoryTriggerStore implements TriggerStore {
  readonly #rows = new Map<string, StoredTrigger>();
  #writes = 0;
  /** Called before each write: the place to fail. */
  beforeWrite: (trigger: FeedTrigger) => void = () => undefined;

  async get(id: string): Promise<StoredTrigger | undefined> {
    return this.#rows.get(id);
  }

  async list(): Promise<readonly StoredTrigger[]> {
    return [...this.#rows.values()];
  }

  async put(trigger: FeedTrigger, basedOn: string | undefined): Promise<string> {
    this.beforeWrite(trigger);
    if (this.#rows.get(trigger.id)?.revision !== basedOn) throw new TriggerConflict(trigger.id);
    const revision = `${(this.#writes += 1)}`;
    this.#rows.set(trigger.id, { trigger: structuredClone(trigger), revision });
    return revision;
  }

  async delete(id: string, revision: string): Promise<void> {
    if (this.#rows.get(id)?.revision !== revision) throw new TriggerConflict(id);
    this.#rows.delete(id);
  }

  async close(): Promise<void> {
    this.#rows.clear();
  }
}

/** A fire that reached the fake API. */
export interface SeenFire {
  readonly event: JsonObject;
  /** epoch ms */
  readonly at: number;
}

/** An API that keeps what it was asked. */
export class FakeTriggerApi implements TriggerApi {
  readonly fires: SeenFire[] = [];
  readonly removed: { name: string; withRules: boolean }[] = [];
  /** The next answers; when there are none, fires are accepted. */
  readonly answers: (FireAnswer | Promise<FireAnswer>)[] = [];
  /** What the platform has records of. */
  records: readonly JsonObject[] | Error = [];
  removals: Error | undefined;

  constructor(private readonly clock: () => number) {}

  async fire(_trigger: TriggerKey, event: JsonObject): Promise<FireAnswer> {
    this.fires.push({ event, at: this.clock() });
    return this.answers.shift() ?? { type: 'accepted' };
  }

  async wasFired(_trigger: TriggerKey, event: JsonObject): Promise<boolean> {
    if (this.records instanceof Error) throw this.records;
    return this.records.some((record) => JSON.stringify(record) === JSON.stringify(event));
  }

  async remove({ name }: TriggerKey, withRules: boolean): Promise<void> {
    if (this.removals) throw this.removals;
    this.removed.push({ name, withRules });
  }
}

const TRIGGER = '/guest/t';
const AUTH = 'uuid:key';

/** A provider on fakes; time passes when it is told to. */
export class FeedWorld {
  readonly time: ManualTime;
  readonly store = new MemoryTriggerStore();
  readonly api: FakeTriggerApi;
  readonly logged: string[] = [];
  #provider: FeedProvider | undefined;

  /** @param feeds made anew for each start of the provider */
  constructor(
    private readonly feeds: (world: FeedWorld) => readonly Feed[],
    now = Date.UTC(2030, 0, 1),
  ) {
    this.time = new ManualTime(now);
    this.api = new FakeTriggerApi(this.time.clock);
  }

  readonly log = (_level: string, message: string): void => void this.logged.push(message);

  async start(): Promise<void> {
    this.#provider = new FeedProvider(this.feeds(this), {
      store: this.store,
      api: this.api,
      gate: new FireGate(2),
      clock: this.time.clock,
      timers: this.time,
      log: this.log,
      recordDelayMs: 2000,
    });
    await this.#provider.start();
    await this.settle();
  }

  async stop(): Promise<void> {
    await this.#provider?.stop();
  }

  /** The process dies: nothing that it was about to do is done. What is stored stays. */
  async kill(): Promise<void> {
    const killed = this.#provider;
    this.store.beforeWrite = () => {
      throw new Error('killed');
    };
    await killed?.stop();
    this.store.beforeWrite = () => undefined;
  }

  get active(): number {
    return this.#provider?.active ?? 0;
  }

  async ask(feed: string, verb: FeedVerb, parameters: JsonObject = {}): Promise<JsonObject> {
    const request = { verb, triggerName: TRIGGER, auth: AUTH, parameters };
    if (!this.#provider) throw new Error('start the provider first');
    const answer = await this.#provider.handle(feed, request);
    await this.settle();
    return answer;
  }

  /** Lets time pass in steps, so that what one timer sets off is done before the next rings. */
  async pass(ms: number, step = 1000): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      this.time.pass(Math.min(step, left));
      await this.settle();
    }
  }

  /** Waits until all that can go on without time has gone on. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async stored(): Promise<FeedTrigger | undefined> {
    return (await this.store.list())[0]?.trigger;
  }
}
