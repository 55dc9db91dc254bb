import { Fleet } from './fleet';
import { invokerMember } from './testing/fake-membership';

const view = (fleet: Fleet) => fleet.slots.map(({ number, alive, memoryMb }) => ({ number, alive, memoryMb }));

function newFleet() {
  const gone: number[] = [];
  return { gone, fleet: new Fleet({ maxInFlight: 10, onGone: (invoker) => gone.push(invoker) }) };
}

describe('fleet', () => {
  it('orders invokers by number, whenever they come', () => {
    const { fleet } = newFleet();
    fleet.update([invokerMember(5), invokerMember(2)]);
    fleet.update([invokerMember(5), invokerMember(3), invokerMember(2)]);
    expect(fleet.slots.map(({ number }) => number)).toEqual([2, 3, 5]);
  });

  it('keeps place and books of one that left', () => {
    const { fleet, gone } = newFleet();
    fleet.update([invokerMember(0), invokerMember(1)]);
    const [first] = fleet.slots;
    fleet.update([invokerMember(1)]);
    expect(view(fleet)).toMatchObject([{ alive: false }, { alive: true }]);
    expect(gone).toEqual([0]);
    fleet.update([invokerMember(0), invokerMember(1)]);
    expect(fleet.slots[0]).toBe(first);
    expect(first?.alive).toBe(true);
  });

  it('tells once that an invoker left', () => {
    const { fleet, gone } = newFleet();
    fleet.update([invokerMember(0)]);
    fleet.update([]);
    fleet.update([]);
    expect(gone).toEqual([0]);
  });

  it('follows changed memory', () => {
    const { fleet } = newFleet();
    fleet.update([invokerMember(0, 1024)]);
    fleet.update([invokerMember(0, 2048)]);
    expect(view(fleet)).toEqual([{ number: 0, alive: true, memoryMb: 2048 }]);
  });

  it('shares memory among controllers', () => {
    const { fleet } = newFleet();
    fleet.update([invokerMember(0, 1024)]);
    fleet.shareWith(3);
    expect(view(fleet)).toMatchObject([{ memoryMb: 341 }]);
    fleet.shareWith(0);
    expect(view(fleet)).toMatchObject([{ memoryMb: 1024 }]);
  });

  it('ignores members that are no invokers', () => {
    const { fleet } = newFleet();
    fleet.update([{ role: 'controller', id: '0', bootId: 'b' }]);
    expect(fleet.slots).toEqual([]);
  });
});
