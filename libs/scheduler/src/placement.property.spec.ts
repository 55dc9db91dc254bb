import fc from 'fast-check';
import { HashPlacement } from './hash-placement';
import { InvokerSlots } from './invoker-slots';
import type { Placement, PlacementRequest } from './placement';

const requests: fc.Arbitrary<PlacementRequest> = fc.record({
  namespace: fc.constantFrom('a', 'b', 'c'),
  action: fc.constantFrom('a/x', 'a/y', 'b/z', 'c/p/q'),
  memoryMb: fc.constantFrom(128, 256, 512),
  concurrency: fc.constantFrom(1, 1, 2, 5),
  blackbox: fc.boolean(),
});

const steps = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('place' as const), request: requests }),
    fc.record({ type: fc.constant('release' as const), index: fc.nat(), again: fc.boolean() }),
    fc.record({ type: fc.constant('turn' as const), index: fc.nat() }),
  ),
  { maxLength: 200 },
);

const fleets = fc.array(fc.constantFrom(128, 256, 1024, 4096), { minLength: 1, maxLength: 9 });
const MAX_IN_FLIGHT = 20;

describe('any course of placements and releases', () => {
  it('gives every reservation back, and never more memory than there is unless forced', () => {
    fc.assert(
      fc.property(
        fleets,
        steps,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (memories, course, drawn) => {
          const invokers = memories.map(
            (memoryMb, number) => new InvokerSlots({ number, memoryMb, maxInFlight: MAX_IN_FLIGHT }),
          );
          const policy = new HashPlacement({ random: () => drawn });
          const held: Placement[] = [];
          for (const step of course) {
            if (step.type === 'turn') {
              const invoker = invokers[step.index % invokers.length] as InvokerSlots;
              invoker.alive = !invoker.alive;
            } else if (step.type === 'release') {
              const [placement] = held.splice(step.index % Math.max(1, held.length), 1);
              placement?.release();
              if (step.again) placement?.release();
            } else {
              const free = invokers.map(({ freeMb }) => freeMb);
              const usable = invokers.map((invoker) => invoker.usable);
              const placement = policy.choose(invokers, step.request);
              expect(placement !== undefined).toBe(usable.includes(true));
              if (!placement) continue;
              held.push(placement);
              expect(usable[placement.invoker]).toBe(true);
              const invoker = invokers[placement.invoker] as InvokerSlots;
              const taken = (free[placement.invoker] as number) - invoker.freeMb;
              expect([0, step.request.memoryMb]).toContain(taken);
              if (!placement.forced && taken > 0) expect(invoker.freeMb).toBeGreaterThanOrEqual(0);
            }
            expect(invokers.reduce((sum, { inFlight }) => sum + inFlight, 0)).toBe(held.length);
            expect(invokers.every(({ inFlight }) => inFlight <= MAX_IN_FLIGHT)).toBe(true);
          }
          for (const placement of held) placement.release();
          expect(invokers.map(({ freeMb, inFlight }) => [freeMb, inFlight])).toEqual(
            memories.map((memoryMb) => [memoryMb, 0]),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is decided by the hash alone while there is room', () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 12 }), (request, count) => {
        const fleet = () =>
          Array.from({ length: count }, (_, number) => new InvokerSlots({ number, memoryMb: 512, maxInFlight: 9 }));
        const choose = (drawn: number) => new HashPlacement({ random: () => drawn }).choose(fleet(), request)?.invoker;
        expect(choose(0)).toBe(choose(0.9));
      }),
    );
  });
});
