import { ActionShelves } from './action-shelves';
import { poolOnFakes } from './testing';

describe('shelves', () => {
  const { request } = poolOnFakes();
  const base = request();

  it('finds nothing before the first visit', () => {
    expect(new ActionShelves().current(base)).toBeUndefined();
  });

  it('finds the same variant for an equal request', () => {
    const shelves = new ActionShelves();
    expect(shelves.visit(request(), 0)).toBe(shelves.visit(request(), 0));
    expect(shelves.current(request())).toBe(shelves.visit(request(), 0));
  });

  it.each([
    ['namespace', { namespace: 'other' }],
    ['action', { action: 'guest/other' }],
    ['revision', { revision: '2' }],
    ['kind', { kind: 'python:3' }],
    ['memory', { memoryMb: 512 }],
    ['concurrency', { concurrency: 2 }],
    ['image', { image: 'me/mine' }],
  ])('keeps another %s apart', (_what, wish) => {
    const shelves = new ActionShelves();
    const variant = shelves.visit(base, 0);
    expect(shelves.visit(request(wish), 0)).not.toBe(variant);
  });

  it('takes names apart that look alike joined', () => {
    const shelves = new ActionShelves();
    expect(shelves.visit(request({ namespace: 'a', action: 'b/c' }), 0)).not.toBe(
      shelves.visit(request({ namespace: 'a/b', action: 'c' }), 0),
    );
  });

  it('calls a variant stale when another revision was asked for last', () => {
    const shelves = new ActionShelves();
    const old = shelves.visit(base, 0);
    old.containers = 1;
    const young = shelves.visit(request({ revision: '2' }), 0);
    expect([old.stale, young.stale]).toEqual([true, false]);
    expect(shelves.current(base)).toBeUndefined();
    expect(shelves.visit(base, 0)).toBe(old);
    expect([old.stale, young.stale]).toEqual([false, true]);
  });

  it('forgets old revisions without containers', () => {
    const shelves = new ActionShelves();
    const shelf = shelves.visit(base, 0).shelf;
    for (let revision = 2; revision < 50; revision += 1) shelves.visit(request({ revision: `${revision}` }), 0);
    expect(shelf.variants.size).toBeLessThanOrEqual(2);
  });

  it('remembers a bounded number of actions, the last used and those with containers', () => {
    const shelves = new ActionShelves(10);
    shelves.visit(request({ action: 'kept' }), 0).containers = 1;
    for (let n = 1; n < 100; n += 1) shelves.visit(request({ action: `a${n}` }), n);
    expect(shelves.size).toBeLessThanOrEqual(10);
    expect(shelves.current(request({ action: 'kept' }))).toBeDefined();
    expect(shelves.current(request({ action: 'a99' }))).toBeDefined();
    expect(shelves.current(request({ action: 'a1' }))).toBeUndefined();
  });
});
