import { message, NOW, setUp, startInvoker } from './testing/builders';
import { answered } from './testing/fake-container';

const settle = async () => {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
};

describe('an invoker that starts', () => {
  it('takes work from its topic within its capacity, and joins', async () => {
    const { bus, membership, invoker, events } = setUp({ number: 3, capacity: 17, tags: ['gpu'] });
    await invoker.start();
    expect(bus.consumed).toEqual({ topic: 'invoker3', capacity: 17 });
    expect(membership.joined).toEqual([
      { role: 'invoker', id: '3', bootId: 'boot-1', invoker: { number: 3, userMemory: 1024, tags: ['gpu'] } },
    ]);
    expect(events).toEqual(['consume', 'join']);
  });

  it('has defaults', async () => {
    const { bus, membership } = await startInvoker();
    expect(bus.consumed?.capacity).toBe(256);
    expect(membership.joined[0]?.invoker?.tags).toEqual([]);
  });
});

describe('an invoker that is drained', () => {
  async function startHeld() {
    const all = await startInvoker();
    let finish: () => void = () => undefined;
    all.pool.prepare = ({ container }) => {
      container.runAnswer = () => new Promise((resolve) => (finish = () => resolve(answered('{}'))));
    };
    const done = all.bus.deliver(message());
    await settle();
    return { ...all, done, finish: () => finish() };
  }

  it('leaves, takes no more work and ends what it has', async () => {
    const all = await startHeld();
    const drained = all.invoker.drain(NOW + 10_000);
    await settle();
    expect([all.membership.left, all.bus.paused]).toEqual([1, true]);
    all.finish();
    await expect(drained).resolves.toBe(true);
    expect([all.activations.records.size, all.time.pending]).toEqual([1, 0]);
  });

  it('gives up at its deadline; what runs is in the journal for the next start', async () => {
    const all = await startHeld();
    const drained = all.invoker.drain(NOW + 10_000);
    await settle();
    all.time.pass(10_000);
    await expect(drained).resolves.toBe(false);
    expect(all.journal.entries.size).toBe(1);
    all.finish();
    await all.done;
  });

  it('goes on if the members cannot be left', async () => {
    const all = setUp();
    all.membership.join = async () => ({
      update: async () => undefined,
      release: async () => {
        throw new Error('registry is down');
      },
    });
    await all.invoker.start();
    await expect(all.invoker.drain(NOW + 1000)).resolves.toBe(true);
    expect(all.logged).toEqual(['warn could not leave the members']);
  });

  it('need not have been started', async () => {
    await expect(setUp().invoker.drain(NOW)).resolves.toBe(true);
  });
});
