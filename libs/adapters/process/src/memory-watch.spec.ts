import { MemoryWatch } from './memory-watch';

describe('MemoryWatch', () => {
  it('adds up the processes and tells once when they hold too much', async () => {
    let exceeded = 0;
    let searches = 0;
    const held = Buffer.alloc(30 << 20, 1);
    const members = () => (searches++, Promise.resolve([process.pid]));
    const small = new MemoryWatch({ limitBytes: held.length, members, onExceeded: () => exceeded++ });
    const large = new MemoryWatch({ limitBytes: 2 ** 40, members, onExceeded: () => exceeded++ });
    for (let look = 0; look < 5; look++) {
      small.look();
      large.look();
      await Promise.resolve();
    }
    expect({ exceeded, small: small.exceeded, large: large.exceeded }).toEqual({
      exceeded: 1,
      small: true,
      large: false,
    });
    expect(searches).toBe(2);
  });

  it('counts nothing for processes that are gone', async () => {
    const watch = new MemoryWatch({
      limitBytes: 0,
      members: () => Promise.resolve([2 ** 22 + 1]),
      onExceeded: () => undefined,
    });
    watch.look();
    await Promise.resolve();
    watch.look();
    expect(watch.exceeded).toBe(false);
  });
});
