import { anActivation } from '@whisker/testing';
import { RecentRing } from './recent-ring';

const record = (n: number, namespace = 'guest') =>
  anActivation({ activationId: String(n).padStart(32, '0'), namespace });
const has = (ring: RecentRing, n: number, namespace = 'guest') =>
  ring.get(namespace, record(n).activationId) !== undefined;

describe('RecentRing', () => {
  it('gives a record by namespace and id', () => {
    const ring = new RecentRing();
    const added = record(1);
    ring.add(added);
    expect(ring.get('guest', added.activationId)).toBe(added);
    expect(ring.get('other', added.activationId)).toBeUndefined();
  });

  it('keeps the newest records of all', () => {
    const ring = new RecentRing({ size: 3, perNamespace: 3 });
    for (const n of [1, 2, 3, 4, 5]) ring.add(record(n, `ns${n}`));
    expect(ring.size).toBe(3);
    expect([1, 2, 3, 4, 5].map((n) => has(ring, n, `ns${n}`))).toEqual([false, false, true, true, true]);
  });

  it('keeps a busy namespace from driving out the others', () => {
    const ring = new RecentRing({ size: 10, perNamespace: 4 });
    ring.add(record(0, 'quiet'));
    for (let n = 1; n <= 9; n += 1) ring.add(record(n, 'busy'));
    expect(has(ring, 0, 'quiet')).toBe(true);
    expect(has(ring, 5, 'busy')).toBe(false);
    expect(has(ring, 6, 'busy')).toBe(true);
    expect(ring.size).toBe(5);
  });

  it('keeps the first of two records under one id', () => {
    const ring = new RecentRing();
    const first = record(1);
    ring.add(first);
    ring.add({ ...first, duration: 99 });
    expect(ring.get('guest', first.activationId)).toBe(first);
    expect(ring.size).toBe(1);
  });

  it('drops what it is told to, and goes on', () => {
    const ring = new RecentRing({ size: 3, perNamespace: 3 });
    for (const n of [1, 2, 3]) ring.add(record(n));
    ring.remove(({ activationId }) => activationId === record(2).activationId);
    expect([1, 2, 3].map((n) => has(ring, n))).toEqual([true, false, true]);
    for (const n of [4, 5, 2]) ring.add(record(n));
    expect(ring.size).toBe(3);
    expect([1, 2, 3, 4, 5].map((n) => has(ring, n))).toEqual([false, true, false, true, true]);
  });

  it('never holds more than its size, whatever comes', () => {
    const ring = new RecentRing({ size: 7, perNamespace: 3 });
    for (let n = 0; n < 500; n += 1) {
      ring.add(record(n % 40, `ns${(n * 7) % 5}`));
      if (n % 11 === 0) ring.remove(({ namespace }) => namespace === `ns${n % 5}`);
      expect(ring.size).toBeLessThanOrEqual(7);
    }
  });
});
