import type { Member } from '@whisker/membership';
import { LocalMembership } from './local-membership';

const member = (id: string): Member => ({ role: 'controller', id, bootId: `boot of ${id}` });
const ids = (members: readonly Member[]) => members.map(({ id }) => id).join();

describe('LocalMembership', () => {
  it('tells listeners before join resolves', async () => {
    const membership = new LocalMembership();
    const seen: string[] = [];
    membership.watch('controller', (members) => seen.push(ids(members)));
    const joining = membership.join(member('a'));
    expect(seen).toEqual(['', 'a']);
    await joining;
  });

  it('reports a listener that fails, and tells the others', async () => {
    const errors: unknown[] = [];
    const membership = new LocalMembership({ onError: (error) => errors.push(error) });
    const seen: string[] = [];
    const failure = new Error('bad listener');
    membership.watch('controller', () => {
      throw failure;
    });
    membership.watch('controller', (members) => seen.push(ids(members)));
    await membership.join(member('a'));
    expect(errors).toEqual([failure, failure]);
    expect(seen).toEqual(['', 'a']);
  });

  it('tells nobody an old state after a newer one, though a listener makes a change itself', async () => {
    const membership = new LocalMembership();
    const seen: string[] = [];
    let joined = false;
    membership.watch('controller', (members) => {
      if (members.length === 0 || joined) return;
      joined = true;
      void membership.join(member('b'));
    });
    membership.watch('controller', (members) => seen.push(ids(members)));
    await membership.join(member('a'));
    expect(seen).toEqual(['', 'a,b', 'a,b']);
  });

  it('does not take two leases of one member for one', async () => {
    const membership = new LocalMembership();
    const one = member('a');
    const first = await membership.join(one);
    await membership.join(one);
    await first.release();
    expect(ids(await membership.members('controller'))).toBe('a');
  });

  it('takes no lease to another member', async () => {
    const membership = new LocalMembership();
    const lease = await membership.join(member('a'));
    await expect(lease.update(member('b'))).rejects.toThrow(/cannot change role or id/);
    await membership.close();
    expect(await membership.members('controller')).toEqual([]);
  });
});
