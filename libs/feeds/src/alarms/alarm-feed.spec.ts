import type { JsonObject } from '@whisker/entities';
import { AlarmFeed } from '../index';
import { FeedWorld } from '../testing/feed-world';

const EVERY_SECOND = { cron: '* * * * * *' };

/** @param catchUp see AlarmFeedOptions */
async function given(catchUp = 1): Promise<FeedWorld> {
  const world = new FeedWorld(({ time }) => [
    new AlarmFeed({ clock: time.clock, catchUp, limits: { toTheMinute: false } }),
  ]);
  await world.start();
  return world;
}

const secondsOf = ({ api }: FeedWorld) => {
  const [first] = api.fires;
  return api.fires.map(({ at }) => Math.round((at - (first?.at ?? 0)) / 1000));
};
const statusOf = async (world: FeedWorld) => (await world.ask('alarms', 'get'))['status'] as JsonObject;

describe('alarms', () => {
  it('fire at each of their times', async () => {
    const world = await given();
    expect(await world.ask('alarms', 'post', { ...EVERY_SECOND, trigger_payload: { a: 1 } })).toEqual({
      status: 'success',
    });
    await world.pass(5000);
    expect(secondsOf(world)).toEqual([0, 1, 2, 3, 4]);
    expect(world.api.fires[0]?.event).toEqual({ a: 1 });
  });

  it('are shown', async () => {
    const world = await given();
    await world.ask('alarms', 'post', { ...EVERY_SECOND, timezone: 'UTC' });
    const changed = world.time.clock();
    expect(await world.ask('alarms', 'get')).toEqual({
      config: { name: 't', namespace: 'guest', payload: {}, strict: false, timezone: 'UTC', ...EVERY_SECOND },
      status: { active: true, dateChanged: changed, dateChangedISO: new Date(changed).toISOString() },
    });
  });

  it('fire no more once they are deleted', async () => {
    const world = await given();
    await world.ask('alarms', 'post', EVERY_SECOND);
    await world.pass(1000);
    expect(await world.ask('alarms', 'delete')).toEqual({ status: 'success' });
    await world.pass(3000);
    expect(world.api.fires).toHaveLength(1);
    expect(world.time.pending).toBe(0);
    const missing = 'could not find trigger /guest/t in the database';
    for (const verb of ['get', 'put', 'delete'] as const)
      await expect(world.ask('alarms', verb)).rejects.toThrow(missing);
  });

  it('go by what they were updated to', async () => {
    const world = await given();
    await world.ask('alarms', 'post', { isInterval: true, minutes: 1, startDate: world.time.clock() + 1000 });
    await world.pass(1000);
    await world.ask('alarms', 'put', { minutes: 2 });
    await world.pass(241_000);
    expect(secondsOf(world)).toEqual([0, 120, 240]);
  });

  it('are made anew by another CREATE', async () => {
    const world = await given();
    await world.ask('alarms', 'post', EVERY_SECOND);
    await world.ask('alarms', 'post', { cron: '0 0 * * *' });
    await world.pass(3000);
    expect(world.api.fires).toEqual([]);
  });

  it('end after their stop date', async () => {
    const world = await given();
    await world.ask('alarms', 'post', { ...EVERY_SECOND, stopDate: world.time.clock() + 2500 });
    await world.pass(2000);
    expect((await statusOf(world))['active']).toBe(true);
    await world.pass(2000);
    expect(world.api.fires).toHaveLength(2);
    expect(await statusOf(world)).toMatchObject({ active: false, reason: { kind: 'AUTO' } });
    expect(world.active).toBe(0);
  });

  it('end after as many fires as they were to have', async () => {
    const world = await given();
    await world.ask('alarms', 'post', { ...EVERY_SECOND, maxTriggers: 2 });
    await world.pass(5000);
    expect(world.api.fires).toHaveLength(2);
    expect((await statusOf(world))['active']).toBe(false);
  });

  it('are refused if they would never fire', async () => {
    const world = await given();
    const never = world.ask('alarms', 'post', { cron: '0 0 * * *', stopDate: world.time.clock() + 1000 });
    await expect(never).rejects.toThrow('the first scheduled trigger fire is not until after the stop date');
  });

  it('wait for months', async () => {
    const world = await given();
    const day = 86_400_000;
    await world.ask('alarms', 'post', { fireOnce: true, date: world.time.clock() + 60 * day });
    await world.pass(59 * day, day);
    expect(world.api.fires).toEqual([]);
    await world.pass(2 * day, day);
    expect(world.api.fires).toHaveLength(1);
  });
});

describe('an alarm that fires once', () => {
  const once = async (deleteAfterFire: string) => {
    const world = await given();
    await world.ask('alarms', 'post', { fireOnce: true, date: world.time.clock() + 1000, deleteAfterFire });
    return world;
  };

  it('stays, and is not active any more', async () => {
    const world = await once('false');
    await world.pass(5000);
    expect(world.api.fires).toHaveLength(1);
    expect((await statusOf(world))['active']).toBe(false);
  });

  it.each([
    ['true', false],
    ['rules', true],
  ])('with deleteAfterFire %s is deleted', async (deletion, withRules) => {
    const world = await once(deletion);
    await world.pass(1000);
    expect(world.api.removed).toEqual([{ name: 't', withRules }]);
    expect(await world.stored()).toBeUndefined();
  });

  it('is disabled if the platform does not let it go', async () => {
    const world = await once('true');
    world.api.removals = new Error('No.');
    await world.pass(120_000);
    expect(await statusOf(world)).toMatchObject({ active: false, reason: { message: expect.stringContaining('No.') } });
  });
});

describe('an alarm whose fire is refused', () => {
  it('is disabled, until it is updated', async () => {
    const world = await given();
    await world.ask('alarms', 'post', EVERY_SECOND);
    world.api.answers.push({ type: 'refused', status: 404 });
    await world.pass(3000);
    expect(world.api.fires).toHaveLength(1);
    expect(await statusOf(world)).toMatchObject({ active: false, reason: { kind: 'AUTO', statusCode: 404 } });
    await world.ask('alarms', 'put', { cron: '*/2 * * * * *' });
    await world.pass(2000);
    expect(world.api.fires).toHaveLength(2);
    expect(await statusOf(world)).not.toHaveProperty('reason');
  });

  it('is not updated if an operator disabled it', async () => {
    const world = await given();
    await world.ask('alarms', 'post', EVERY_SECOND);
    await world.stop();
    const [stored] = await world.store.list();
    if (!stored) throw new Error('nothing is stored');
    const status = { active: false, changed: 1, reason: { kind: 'ADMIN' as const, message: 'Stop that.' } };
    await world.store.put({ ...stored.trigger, status }, stored.revision);
    await world.start();
    await expect(world.ask('alarms', 'put', EVERY_SECOND)).rejects.toThrow(
      '/guest/t cannot be updated because it was disabled by an admin.  Please contact support for further assistance',
    );
  });

  it('is fired again after a while, and late times are made up for by one', async () => {
    const world = await given();
    await world.ask('alarms', 'post', EVERY_SECOND);
    world.api.answers.push({ type: 'refused', status: 503 }, { type: 'refused', status: 503 });
    await world.pass(2000);
    expect(world.api.fires).toHaveLength(2);
    await world.pass(1000);
    expect(world.api.fires.length).toBeGreaterThanOrEqual(3);
    expect((await statusOf(world))['active']).toBe(true);
  });
});

describe('an alarm whose provider dies', () => {
  /** Dies while a fire has no answer, is down for a time, and starts again. */
  const killedInFire = async (records: readonly JsonObject[], downMs = 500) => {
    const world = await given(100);
    await world.ask('alarms', 'post', { ...EVERY_SECOND, trigger_payload: { a: 1 } });
    await world.pass(1000);
    let answer: (answer: { type: 'unknown'; reason: string }) => void = () => undefined;
    world.api.answers.push(new Promise((resolve) => (answer = resolve)));
    await world.pass(1000);
    expect(world.api.fires).toHaveLength(2);
    const killed = world.kill();
    answer({ type: 'unknown', reason: 'killed' });
    await killed;
    world.api.records = records;
    world.time.pass(downMs);
    await world.start();
    return world;
  };

  it('does not repeat a fire of which the platform has a record', async () => {
    const world = await killedInFire([{ a: 1 }]);
    world.api.fires.length = 0;
    await world.pass(1400, 100);
    expect(world.api.fires).toEqual([]);
    await world.pass(3000, 500);
    expect((await world.stored())?.progress['fires']).toBe(2 + world.api.fires.length);
    expect(world.api.fires.length).toBeGreaterThanOrEqual(3);
  });

  it('repeats a fire of which it has none', async () => {
    const world = await killedInFire([]);
    world.api.fires.length = 0;
    await world.pass(4500, 500);
    // The one that was lost comes before those of the meantime.
    expect((await world.stored())?.progress['fires']).toBe(1 + world.api.fires.length);
    expect(world.api.fires.length).toBeGreaterThanOrEqual(4);
  });

  it('repeats nothing as long as the platform does not tell', async () => {
    const world = await killedInFire([]);
    world.api.fires.length = 0;
    world.api.records = new Error('down');
    await world.pass(5000);
    expect(world.api.fires).toEqual([]);
  });

  it.each([
    [0, 0],
    [1, 1],
    [10, 10],
    [1000, 30],
  ])('makes up for at most %d missed times', async (catchUp, expected) => {
    const world = await given(catchUp);
    await world.ask('alarms', 'post', EVERY_SECOND);
    await world.pass(2000);
    await world.stop();
    world.time.pass(35_500);
    world.api.fires.length = 0;
    await world.start();
    await world.pass(10);
    // Times of the last 5 seconds are not missed.
    expect(world.api.fires.length).toBeGreaterThanOrEqual(expected + 4);
    expect(world.api.fires.length).toBeLessThanOrEqual(expected + 6);
  });

  it('is found as it was after an orderly stop', async () => {
    const world = await given();
    await world.ask('alarms', 'post', EVERY_SECOND);
    await world.pass(2000);
    await world.stop();
    expect(world.time.pending).toBe(0);
    await world.start();
    await world.pass(2000);
    expect(world.api.fires).toHaveLength(4);
  });
});
