import { HashPlacement, javaHash, stepSizes } from './hash-placement';
import { InvokerSlots } from './invoker-slots';
import { placementRequest } from './testing/builders';

const fleet = (count: number, memoryMb = 1024) =>
  Array.from({ length: count }, (_, number) => new InvokerSlots({ number, memoryMb, maxInFlight: 1000 }));

const policy = (random = 0) => new HashPlacement({ random: () => random });

describe('hash of a text', () => {
  it.each([
    ['', 0],
    ['a', 97],
    ['guest', 98708952],
    ['polygenelubricants', -2147483648],
  ])('of %j is that of Java', (text, hash) => {
    expect(javaHash(text)).toBe(hash);
  });
});

describe('step sizes', () => {
  it.each([
    [1, [1]],
    [2, [1]],
    [5, [1, 2, 3]],
    [10, [1, 3, 7]],
  ])('of %i invokers', (count, sizes) => {
    expect(stepSizes(count)).toEqual(sizes);
  });

  it.each([1, 2, 3, 7, 12, 30])('visit all of %i invokers once', (count) => {
    for (const step of stepSizes(count)) {
      expect(new Set(Array.from({ length: count }, (_, i) => (i * step) % count)).size).toBe(count);
    }
  });
});

describe('placement by hash', () => {
  it('finds no place without invokers', () => {
    expect(policy().choose([], placementRequest())).toBeUndefined();
  });

  it('sends an action of a namespace to its home every time', () => {
    const invokers = fleet(7);
    const first = policy().choose(invokers, placementRequest());
    first?.release();
    expect(policy().choose(invokers, placementRequest())?.invoker).toBe(first?.invoker);
  });

  it('has the home OpenWhisk has', () => {
    const hash = Math.abs(javaHash('guest') ^ javaHash('guest/hello'));
    expect(policy().choose(fleet(10), placementRequest())?.invoker).toBe(hash % 10);
  });

  it('spreads actions over the invokers', () => {
    const invokers = fleet(10, 1_000_000);
    const homes = Array.from(
      { length: 200 },
      (_, i) => policy().choose(invokers, placementRequest({ action: `guest/a${i}` }))?.invoker,
    );
    expect(new Set(homes).size).toBe(10);
  });

  it('walks on when the home has no memory left, and uses every invoker before one is overloaded', () => {
    const invokers = fleet(7, 256);
    const placements = Array.from({ length: 7 }, () => policy().choose(invokers, placementRequest()));
    expect(new Set(placements.map((placement) => placement?.invoker)).size).toBe(7);
    expect(placements.every((placement) => placement?.forced === false)).toBe(true);
  });

  it('passes over invokers that are away', () => {
    const invokers = fleet(3);
    for (const slots of invokers) slots.alive = slots.number === 1;
    expect(policy().choose(invokers, placementRequest())?.invoker).toBe(1);
  });

  it('finds no place if all are away', () => {
    const invokers = fleet(3);
    for (const slots of invokers) slots.alive = false;
    expect(policy().choose(invokers, placementRequest())).toBeUndefined();
  });

  it.each([
    [0, 1],
    [0.49, 1],
    [0.5, 3],
    [0.999, 3],
  ])('overloads one that is alive, drawn with %d', (random, invoker) => {
    const invokers = fleet(4, 128);
    for (const slots of invokers) slots.alive = slots.number % 2 === 1;
    const placement = policy(random).choose(invokers, placementRequest());
    expect(placement).toMatchObject({ invoker, forced: true });
    expect(invokers[invoker]?.freeMb).toBe(-128);
  });

  it('does not overload beyond the bound of activations in flight', () => {
    const invokers = [new InvokerSlots({ number: 0, memoryMb: 0, maxInFlight: 2 })];
    const choices = Array.from({ length: 3 }, () => policy().choose(invokers, placementRequest()));
    expect(choices.map((choice) => choice !== undefined)).toEqual([true, true, false]);
  });

  it('keeps images of users on their share of the invokers', () => {
    const split = new HashPlacement({ random: () => 0, managedFraction: 0.9, blackboxFraction: 0.1 });
    const invokers = fleet(10, 1_000_000);
    const used = (blackbox: boolean) =>
      new Set(
        Array.from(
          { length: 200 },
          (_, i) => split.choose(invokers, placementRequest({ action: `guest/a${i}`, blackbox }))?.invoker,
        ),
      );
    expect([...used(true)]).toEqual([9]);
    expect(used(false).has(9)).toBe(false);
    expect(used(false).size).toBe(9);
  });

  it('has an invoker for both on a small fleet', () => {
    const split = new HashPlacement({ random: () => 0, managedFraction: 0.9, blackboxFraction: 0.1 });
    expect(split.choose(fleet(1), placementRequest())?.invoker).toBe(0);
    expect(split.choose(fleet(1), placementRequest({ blackbox: true }))?.invoker).toBe(0);
  });
});
