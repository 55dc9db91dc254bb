import { BoundedCache } from './bounded-cache';

describe('BoundedCache', () => {
  it('gives what was set, until it is deleted', () => {
    const cache = new BoundedCache<string, number>({ entries: 4 });
    cache.set('a', 1);
    expect(cache.get('a')).toBe(1);
    cache.delete('a');
    expect(cache.get('a')).toBeUndefined();
  });

  it('never holds more than its bound', () => {
    const cache = new BoundedCache<number, number>({ entries: 10 });
    for (let n = 0; n < 1000; n += 1) {
      cache.set(n, n);
      cache.get(n % 7);
      expect(cache.size).toBeLessThanOrEqual(10);
    }
  });

  it('keeps what is used and forgets what is not', () => {
    const cache = new BoundedCache<string, number>({ entries: 4 });
    cache.set('used', 0);
    cache.set('unused', 0);
    for (let n = 0; n < 20; n += 1) {
      cache.set(`other${n}`, n);
      cache.get('used');
    }
    expect(cache.get('used')).toBe(0);
    expect(cache.get('unused')).toBeUndefined();
  });

  it('bounds the weight of what it holds', () => {
    const cache = new BoundedCache<number, number>({ entries: 100, weight: 100 });
    for (let n = 0; n < 50; n += 1) cache.set(n, n, 20);
    expect(cache.size).toBeLessThanOrEqual(5);
    expect(cache.get(49)).toBe(49);
  });

  it('does not keep what is too heavy', () => {
    const cache = new BoundedCache<string, number>({ entries: 10, weight: 100 });
    cache.set('small', 1, 10);
    cache.set('huge', 2, 99);
    expect([cache.get('small'), cache.get('huge')]).toEqual([1, undefined]);
  });

  it('counts the weight of a value that is replaced once', () => {
    const cache = new BoundedCache<string, number>({ entries: 10, weight: 100 });
    cache.set('first', 1, 10);
    for (let n = 0; n < 100; n += 1) cache.set('again', n, 40);
    expect([cache.get('first'), cache.get('again')]).toEqual([1, 99]);
  });

  it('forgets everything when it is cleared', () => {
    const cache = new BoundedCache<string, number>({ entries: 10 });
    cache.set('a', 1);
    cache.clear();
    expect([cache.size, cache.get('a')]).toEqual([0, undefined]);
  });
});
