import type { JsonObject } from '@whisker/entities';
import {
  ChangesFeed,
  type ChangesPage,
  type ChangesQuery,
  type ChangesSource,
  type DatabaseAccess,
  type DatabaseChange,
} from '../index';
import { FeedWorld } from '../testing/feed-world';

const DATABASE = { dbname: 'db', host: 'h', username: 'u', password: 'p' };

/** A database whose changes a test makes. */
class FakeDatabase implements ChangesSource {
  readonly queries: Omit<ChangesQuery, 'signal'>[] = [];
  readonly accesses: DatabaseAccess[] = [];
  failures = 0;
  missing = false;
  #changes: DatabaseChange[] = [];
  #wake: () => void = () => undefined;

  async lastSequence(): Promise<number> {
    if (this.missing) throw new Error('status 404');
    return this.#changes.length;
  }

  async changes(access: DatabaseAccess, { signal, ...query }: ChangesQuery): Promise<ChangesPage> {
    this.accesses.push(access);
    this.queries.push(query);
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('away');
    }
    if (this.#changes.length <= Number(query.since)) await this.#more(signal);
    return { changes: this.#changes.slice(Number(query.since)), lastSequence: this.#changes.length };
  }

  change(id: string, members: Partial<DatabaseChange> = {}): void {
    this.#changes.push({ id, seq: this.#changes.length + 1, changes: [{ rev: '1-a' }], ...members });
    this.#wake();
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }
}

async function given(parameters: JsonObject = {}, before = 0) {
  const database = new FakeDatabase();
  for (let i = 0; i < before; i += 1) database.change(`before-${i}`);
  const world = new FeedWorld(({ log }) => [new ChangesFeed({ source: database, log })]);
  await world.start();
  const create = () => world.ask('cloudant', 'post', { ...DATABASE, ...parameters });
  return { world, database, create };
}

const firedIds = ({ api }: FeedWorld) => api.fires.map(({ event }) => event['id']);

describe('a changes feed', () => {
  it('fires on each change from now on', async () => {
    const { world, database, create } = await given({}, 2);
    expect(await create()).toEqual({ status: 'success' });
    database.change('a');
    database.change('b', { deleted: true });
    await world.settle();
    expect(world.api.fires.map(({ event }) => event)).toEqual([
      { id: 'a', seq: 3, changes: [{ rev: '1-a' }], dbname: 'db' },
      { id: 'b', seq: 4, changes: [{ rev: '1-a' }], dbname: 'db', deleted: true },
    ]);
  });

  it('begins where it is told to', async () => {
    const { world, create } = await given({ since: 0 }, 2);
    await create();
    expect(firedIds(world)).toEqual(['before-0', 'before-1']);
  });

  it('goes on where it was when it starts again', async () => {
    const { world, database, create } = await given();
    await create();
    database.change('a');
    await world.settle();
    await world.stop();
    database.change('b');
    await world.start();
    await world.settle();
    expect(firedIds(world)).toEqual(['a', 'b']);
    expect((await world.ask('cloudant', 'get'))['config']).toMatchObject({ since: 2 });
  });

  it('does not repeat a change of whose fire the platform has a record', async () => {
    const { world, database, create } = await given();
    await create();
    let answer: (answer: { type: 'unknown'; reason: string }) => void = () => undefined;
    world.api.answers.push(new Promise((resolve) => (answer = resolve)));
    database.change('a');
    await world.settle();
    const killed = world.kill();
    answer({ type: 'unknown', reason: 'killed' });
    await killed;
    world.api.records = world.api.fires.map(({ event }) => event);
    await world.start();
    await world.pass(3000);
    database.change('b');
    await world.settle();
    expect(firedIds(world)).toEqual(['a', 'b']);
  });

  it('asks with the filter and what is for it, and goes by what it is updated to', async () => {
    const { world, database, create } = await given({ filter: 'design/one', query_params: '{"a":1}' });
    await create();
    await world.ask('cloudant', 'put', { query_params: { a: 2 } });
    expect(database.queries).toMatchObject([
      { filter: 'design/one', parameters: { a: 1 } },
      { filter: 'design/one', parameters: { a: 2 } },
    ]);
    expect(database.accesses[0]).toMatchObject({ ...DATABASE, protocol: 'https' });
  });

  it('comes back when the database is away', async () => {
    const { world, database, create } = await given();
    database.failures = 2;
    await create();
    await world.pass(4000);
    database.change('a');
    await world.settle();
    expect(firedIds(world)).toEqual(['a']);
  });

  it('ends after as many fires as it was to have', async () => {
    const { world, database, create } = await given({ maxTriggers: 1 });
    await create();
    database.change('a');
    database.change('b');
    await world.settle();
    expect(firedIds(world)).toEqual(['a']);
    expect((await world.ask('cloudant', 'get'))['status']).toMatchObject({ active: false });
    await expect(world.ask('cloudant', 'put', { filter: 'd/f' })).rejects.toThrow(
      '/guest/t cannot be updated because it is disabled',
    );
  });

  it.each<[JsonObject, string]>([
    [{ dbname: '' }, 'cloudant trigger feed: missing dbname parameter'],
    [{ host: '' }, 'cloudant trigger feed: missing host parameter'],
    [{ password: '' }, 'cloudant trigger feed: Must specify parameter/s of iamApiKey or username/password'],
    [{ filter: 'd/f', query_params: '{' }, 'The query_params parameter cannot be parsed. Ensure it is valid JSON.'],
    [{ filter: 'd/f', query_params: [1] }, 'The query_params parameter is not a valid JSON Object'],
    [{ query_params: { a: 1 } }, 'The query_params parameter is only allowed if the filter parameter is defined'],
  ])('refuses %j', async (parameters, refusal) => {
    const { create } = await given(parameters);
    await expect(create()).rejects.toThrow(refusal);
  });

  it('refuses a database that is not there, and an update of nothing', async () => {
    const { world, database, create } = await given();
    database.missing = true;
    await expect(create()).rejects.toThrow("the database 'db' cannot be read: status 404");
    database.missing = false;
    await create();
    await expect(world.ask('cloudant', 'put')).rejects.toThrow(
      'At least one of filter or query_params parameters must be supplied',
    );
  });
});
