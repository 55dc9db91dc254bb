import { InMemorySubjectStore } from '@whisker/testing';
import { NamespaceBlacklist } from './index';

describe('the blacklist', () => {
  it('is what it was when it was read', async () => {
    const subjects = new InMemorySubjectStore();
    const blacklist = new NamespaceBlacklist({ subjects });
    await subjects.setLimits('guest', { invocationsPerMinute: 0 });
    expect(blacklist.has('guest')).toBe(false);
    await blacklist.refresh();
    expect([blacklist.has('guest'), blacklist.has('other')]).toEqual([true, false]);
    await subjects.setLimits('guest', undefined);
    await blacklist.refresh();
    expect(blacklist.has('guest')).toBe(false);
  });

  it('stays when the store fails', async () => {
    let names: Promise<readonly string[]> = Promise.resolve(['guest']);
    const blacklist = new NamespaceBlacklist({ subjects: { blockedNamespaces: () => names } });
    await blacklist.refresh();
    names = Promise.reject(new Error('store is down'));
    await expect(blacklist.refresh()).rejects.toThrow('store is down');
    expect(blacklist.has('guest')).toBe(true);
  });
});
