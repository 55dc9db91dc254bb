import { PooledContainer } from './pooled-container';
import { RecencyList } from './recency-list';

const spec = { kind: 'nodejs:20', memoryMb: 256, concurrency: 1 };
const container = (serial: number) => new PooledContainer(serial, spec, 0);
const serials = (list: RecencyList) => [...list].map(({ serial }) => serial);

describe('recency list', () => {
  it('goes from oldest to newest', () => {
    const list = new RecencyList();
    [1, 2, 3].forEach((serial) => list.add(container(serial)));
    expect(serials(list)).toEqual([1, 2, 3]);
    expect(list.newest?.serial).toBe(3);
    expect(list.oldest?.serial).toBe(1);
  });

  it('moves one that is added again to the front', () => {
    const list = new RecencyList();
    const [a, b, c] = [container(1), container(2), container(3)];
    [a, b, c, a, c, c].forEach((each) => list.add(each));
    expect(serials(list)).toEqual([2, 1, 3]);
  });

  it('takes one over from another list', () => {
    const [from, to] = [new RecencyList(), new RecencyList()];
    const moved = container(1);
    from.add(moved);
    to.add(moved);
    expect(serials(from)).toEqual([]);
    expect(serials(to)).toEqual([1]);
    expect(moved.list).toBe(to);
  });

  it.each([
    ['oldest', 1, [2, 3]],
    ['middle', 2, [1, 3]],
    ['newest', 3, [1, 2]],
  ])('takes out the %s', (_which, serial, left) => {
    const list = new RecencyList();
    const all = [container(1), container(2), container(3)];
    all.forEach((each) => list.add(each));
    for (const each of all) if (each.serial === serial) list.remove(each);
    expect(serials(list)).toEqual(left);
    expect([list.oldest?.serial, list.newest?.serial]).toEqual([left.at(0), left.at(-1)]);
  });

  it('may lose the one just returned while it is read', () => {
    const list = new RecencyList();
    [1, 2, 3].forEach((serial) => list.add(container(serial)));
    const seen: number[] = [];
    for (const each of list) {
      seen.push(each.serial);
      list.remove(each);
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(list.newest).toBeUndefined();
  });
});
