import { hashKey, isHashed, provesKey } from './index';

const given = { uuid: 'uuid', key: 'k'.repeat(64) };
const wrong = { uuid: 'uuid', key: `${'k'.repeat(63)}x` };

describe('a stored key', () => {
  it('is proven by itself', () => {
    expect([provesKey(given.key, given), provesKey(given.key, wrong)]).toEqual([true, false]);
    expect([provesKey(given.key, { uuid: 'uuid', key: '' }), isHashed(given.key)]).toEqual([false, false]);
  });

  it('may be a hash, that is proven by the key', () => {
    const stored = hashKey(given);
    expect([provesKey(stored, given), provesKey(stored, wrong), isHashed(stored)]).toEqual([true, false, true]);
    expect(stored).not.toContain('k'.repeat(8));
  });

  it('is not proven by its hash, nor by the key under another id', () => {
    const stored = hashKey(given);
    expect(provesKey(stored, { uuid: 'uuid', key: stored })).toBe(false);
    expect(provesKey(stored, { ...given, uuid: 'other' })).toBe(false);
  });
});
