import { AUTH_KEY_LENGTH, newTransactionId, parseAuthKey } from './index';

const KEY = 'k'.repeat(AUTH_KEY_LENGTH);

describe('auth keys', () => {
  it('may hold further colons', () => {
    const key = `:${KEY.slice(1)}`;
    expect(parseAuthKey(`uuid:${key}`)).toEqual({ uuid: 'uuid', key });
  });

  it.each(['', KEY, `:${KEY}`, `uuid:${KEY}k`, `uuid:${KEY.slice(1)}`, 'uuid:'])('%j is none', (text) => {
    expect(parseAuthKey(text)).toBeUndefined();
  });
});

describe('transaction ids', () => {
  it('are 32 letters and digits, each another', () => {
    const ids = Array.from({ length: 1000 }, newTransactionId);
    expect(ids.filter((id) => !/^[A-Za-z0-9]{32}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
