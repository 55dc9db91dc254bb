import { MemoryBudget } from './memory-budget';

describe('memory budget of one pass', () => {
  it.each([
    { free: 512, coming: 256, mb: 256, left: { free: 256, coming: 256 }, why: 'what is free, if it fits' },
    { free: 256, coming: 512, mb: 512, left: { free: 256, coming: 0 }, why: 'what is coming, since it waits anyway' },
    { free: 256, coming: 256, mb: 512, left: { free: 0, coming: 0 }, why: 'both' },
    { free: 256, coming: 384, mb: 512, left: { free: 128, coming: 0 }, why: 'all that is coming and some of the free' },
  ])('takes $why', ({ free, coming, mb, left }) => {
    const budget = new MemoryBudget(free, coming);
    budget.reserve(mb);
    expect({ free: budget.free, coming: budget.coming }).toEqual(left);
    expect(budget.total).toBe(left.free + left.coming);
  });
});
