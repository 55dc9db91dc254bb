import { InvokerSlots } from './invoker-slots';
import { placementRequest } from './testing/builders';

const slots = (memoryMb = 1024, maxInFlight = 1000) => new InvokerSlots({ number: 3, memoryMb, maxInFlight });

describe('books of an invoker', () => {
  it('reserves memory and gives it back once', () => {
    const invoker = slots();
    const placement = invoker.tryReserve(placementRequest());
    expect(invoker).toMatchObject({ freeMb: 768, inFlight: 1 });
    placement?.release();
    placement?.release();
    expect(invoker).toMatchObject({ freeMb: 1024, inFlight: 0 });
  });

  it('refuses what has no room', () => {
    expect(slots(255).tryReserve(placementRequest())).toBeUndefined();
  });

  it('may be forced, and tells so', () => {
    const invoker = slots(100);
    expect(invoker.forceReserve(placementRequest())).toMatchObject({ invoker: 3, forced: true });
    expect(invoker.freeMb).toBe(-156);
  });

  it('does not count as forced what has room', () => {
    expect(slots().forceReserve(placementRequest()).forced).toBe(false);
  });

  it('is not usable at its bound of activations', () => {
    const invoker = slots(1024, 1);
    invoker.tryReserve(placementRequest());
    expect(invoker.usable).toBe(false);
    expect(invoker.tryReserve(placementRequest())).toBeUndefined();
  });

  it('takes what is lost when its memory shrinks below what is reserved', () => {
    const invoker = slots();
    const placement = invoker.tryReserve(placementRequest());
    invoker.memoryMb = 128;
    expect(invoker.freeMb).toBe(-128);
    placement?.release();
    expect(invoker.freeMb).toBe(128);
  });
});

describe('containers that take several activations', () => {
  const shared = placementRequest({ concurrency: 3 });

  it('reserve memory for the first activation of each', () => {
    const invoker = slots();
    const free = Array.from({ length: 7 }, () => (invoker.tryReserve(shared), invoker.freeMb));
    expect(free).toEqual([768, 768, 768, 512, 512, 512, 256]);
  });

  it('give memory back when one is empty again', () => {
    const invoker = slots();
    const placements = Array.from({ length: 4 }, () => invoker.tryReserve(shared));
    const free = placements.map((placement) => (placement?.release(), invoker.freeMb));
    expect(free).toEqual([768, 768, 768, 1024]);
  });

  it('are not shared with another action, namespace or size', () => {
    const invoker = slots(4096);
    for (const over of [{}, { action: 'guest/other' }, { namespace: 'other' }, { memoryMb: 128 }, { concurrency: 2 }]) {
      invoker.tryReserve({ ...shared, ...over });
    }
    expect(invoker.freeMb).toBe(4096 - 4 * 256 - 128);
  });

  it('have room without memory while a slot is left', () => {
    const invoker = slots(256);
    invoker.tryReserve(shared);
    expect(invoker.tryReserve(shared)).toBeDefined();
    expect(invoker.tryReserve(placementRequest())).toBeUndefined();
  });
});
