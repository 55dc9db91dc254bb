import type { Timers } from '@whisker/entities';
import { poolOnFakes, settle } from './testing';
import type { KeepAlivePolicy } from './policies/keep-alive-policy';

const operations = ({ driver }: ReturnType<typeof poolOnFakes>) =>
  driver.containers.map((container) => container.operations);

describe('containers nobody uses', () => {
  it('are not paused between calls that follow closely', async () => {
    const fakes = poolOnFakes();
    for (let call = 0; call < 20; call += 1) {
      await fakes.warmUp();
      fakes.clock.advance(8_900);
      await settle();
    }
    expect(operations(fakes)).toEqual([[]]);
  });

  it('are paused after the grace and removed after the idle time {limits.5.6, limits.5.7}', async () => {
    const fakes = poolOnFakes();
    await fakes.warmUp();
    fakes.clock.advance(9_000);
    await settle();
    expect(operations(fakes)).toEqual([[]]);
    fakes.clock.advance(2_000);
    await settle();
    expect(operations(fakes)).toEqual([['pause']]);
    fakes.clock.advance(588_000);
    await settle();
    expect(operations(fakes)).toEqual([['pause']]);
    fakes.clock.advance(2_000);
    await settle();
    expect(operations(fakes)).toEqual([['pause', 'destroy']]);
    expect(fakes.pool.snapshot()).toMatchObject({ containers: [], usedMb: 0 });
  });

  it('are left alone while they run', async () => {
    const fakes = poolOnFakes();
    await fakes.lease();
    fakes.clock.advance(3_600_000);
    await settle();
    expect(operations(fakes)).toEqual([[]]);
  });

  it('are removed after the grace if their revision is stale', async () => {
    const fakes = poolOnFakes();
    await fakes.warmUp({ revision: '1' });
    await fakes.warmUp({ revision: '2' });
    fakes.clock.advance(11_000);
    await settle();
    expect(operations(fakes)).toEqual([['destroy'], ['pause']]);
  });

  it('are removed in time when they came into being for nobody', async () => {
    const fakes = poolOnFakes();
    fakes.driver.creates.hold();
    const abort = new AbortController();
    const left = fakes.pool.acquire(fakes.request({ signal: abort.signal })).catch(() => undefined);
    abort.abort();
    await left;
    fakes.driver.creates.open();
    await settle();
    fakes.clock.advance(599_000);
    await settle();
    expect(operations(fakes)).toEqual([[]]);
    fakes.clock.advance(2_000);
    await settle();
    expect(operations(fakes)).toEqual([['destroy']]);
  });

  it('are treated as the policy says, in every moment a second later', async () => {
    const asked: string[] = [];
    const keepAlive: KeepAlivePolicy = {
      decide: (container) => {
        asked.push(container.state);
        return container.state === 'idle' ? 'pause' : 'remove';
      },
    };
    const fakes = poolOnFakes({ keepAlive });
    await fakes.warmUp();
    for (let second = 0; second < 4; second += 1) {
      fakes.clock.advance(1000);
      await settle();
    }
    expect(asked).toEqual(['idle', 'paused']);
    expect(operations(fakes)).toEqual([['pause', 'destroy']]);
  });

  it('are looked at with one timer, whatever their number', async () => {
    const fakes = poolOnFakes({ memoryMb: 8192 });
    for (let n = 0; n < 20; n += 1) await fakes.warmUp({ action: `guest/a${n}` });
    expect(fakes.timers.running).toBe(1);
  });

  it('are looked at also after the clock was set back', async () => {
    let tick = () => {};
    const timers: Timers = { after: (_ms, task) => ((tick = task), () => undefined) };
    const fakes = poolOnFakes({ timers });
    fakes.pool.start();
    tick();
    fakes.clock.moveTo(fakes.clock.now() - 3_600_000);
    await fakes.warmUp();
    fakes.clock.advance(10_000);
    tick();
    await settle();
    expect(operations(fakes)).toEqual([['pause']]);
  });

  it.each([
    ['resumed', false],
    ['wanted during a pause that failed', true],
  ])('stay paused the next time after they were %s', async (_what, fails) => {
    const fakes = poolOnFakes();
    await fakes.warmUp();
    fakes.driver.pauses.hold();
    fakes.clock.advance(11_000);
    const wanted = fakes.lease();
    if (fails) fakes.driver.pauses.held[0]?.fail();
    fakes.driver.pauses.open();
    (await wanted).release('keep');
    fakes.clock.advance(11_000);
    await settle();
    expect(fakes.pool.snapshot().containers).toMatchObject([{ state: 'paused' }]);
  });
});
