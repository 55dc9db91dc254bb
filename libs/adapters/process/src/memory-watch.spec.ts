import { MemoryWatch } from './memory-watch';

describe('MemoryWatch', () => {
  it('adds up the processes and tells once when they hold too much', () => {
    let exceeded = 0;
    let searches = 0;
    const held = Buffer.alloc(30 << 20, 1);
    const members = () => (searches++, [process.pid]);
    const small = new MemoryWatch({ limitBytes: held.length, members, onExceeded: () => exceeded++ });
    const large = new MemoryWatch({ limitBytes: 2 ** 40, members, onExceeded: () => exceeded++ });
    for (let look = 0; look < 5; look++) {
      small.look();
      large.look();
    }
    expect({ exceeded, small: small.exceeded, large: large.exceeded }).toEqual({
      exceeded: 1,
      small: true,
      large: false,
    });
    expect(searches).toBe(2);
  });

  it('counts nothing for processes that are gone', () => {
    const watch = new MemoryWatch({ limitBytes: 0, members: () => [2 ** 22 + 1], onExceeded: () => undefined });
    watch.look();
    expect(watch.exceeded).toBe(false);
  });
});
