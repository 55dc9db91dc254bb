import { inLanes } from './lanes';
import { settle } from './testing/fakes';

describe('work in lanes', () => {
  it.each([
    [0, 3],
    [1, 3],
    [7, 3],
    [3, 1],
  ])('of %i items, %i at a time, gives all results in order', async (count, width) => {
    const items = Array.from({ length: count }, (_, i) => i);
    await expect(inLanes(items, width, async (item) => item * 2)).resolves.toEqual(items.map((item) => item * 2));
  });

  it('never does more at a time, and begins the next as one ends', async () => {
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const done = inLanes([0, 1, 2, 3], 2, (item) => {
      begun.push(item);
      return new Promise<number>((resolve) => (ends[item] = () => resolve(item)));
    });
    await settle();
    expect(begun).toEqual([0, 1]);
    ends[1]?.();
    await settle();
    expect(begun).toEqual([0, 1, 2]);
    ends[0]?.();
    ends[2]?.();
    await settle();
    ends[3]?.();
    await expect(done).resolves.toEqual([0, 1, 2, 3]);
  });
});
