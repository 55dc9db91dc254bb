import { AlarmFeed, FeedRefusal } from './index';
import { FeedWorld } from './testing/feed-world';

const given = async () => {
  const world = new FeedWorld(({ time }) => [
    new AlarmFeed({ clock: time.clock, catchUp: 1, limits: { toTheMinute: false } }),
  ]);
  await world.start();
  return world;
};

describe('FeedProvider', () => {
  it('refuses a feed it has not', async () => {
    const world = await given();
    await expect(world.ask('weather', 'post')).rejects.toThrow(FeedRefusal);
  });

  it('leaves a feed as it runs when a request about it is refused', async () => {
    const world = await given();
    await world.ask('alarms', 'post', { cron: '* * * * * *' });
    await expect(world.ask('alarms', 'put', { cron: 'x' })).rejects.toThrow('not valid');
    await expect(world.ask('alarms', 'post', { cron: 'x' })).rejects.toThrow('not valid');
    await world.pass(2000);
    expect(world.api.fires).toHaveLength(2);
  });

  it('starts a feed again that the store failed', async () => {
    const world = await given();
    await world.ask('alarms', 'post', { cron: '* * * * * *' });
    world.store.beforeWrite = () => {
      throw new Error('disk full');
    };
    await world.pass(2000);
    expect(world.api.fires).toEqual([]);
    world.store.beforeWrite = () => undefined;
    await world.pass(11_000);
    expect(world.api.fires.length).toBeGreaterThan(0);
    expect(world.logged).toContain('a feed failed and is started again');
  });

  it('fires no more for a trigger that somebody else changed', async () => {
    const world = await given();
    await world.ask('alarms', 'post', { cron: '* * * * * *' });
    const [stored] = await world.store.list();
    if (!stored) throw new Error('nothing is stored');
    await world.store.put(stored.trigger, stored.revision);
    await world.pass(3000);
    expect(world.api.fires).toEqual([]);
    expect(world.active).toBe(0);
  });

  it('meets requests about a trigger one after the other', async () => {
    const world = await given();
    const cron = '* * * * * *';
    await world.ask('alarms', 'post', { cron });
    await Promise.all([1, 2, 3, 4].map((second) => world.ask('alarms', 'put', { cron: `*/${second} * * * * *` })));
    expect((await world.stored())?.config['cron']).toBe('*/4 * * * * *');
    expect(world.active).toBe(1);
  });
});
