import type { Member, Membership } from '@whisker/membership';
import { eventually, openForEach, uniqueName, type OpenPort } from './port-under-test';

/** Declares the suite of the port {@link Membership}. Members of other tests may be there. */
export function membershipContract(name: string, open: OpenPort<Membership>): void {
  describe(`${name} as a Membership`, () => {
    const bench = openForEach(open);
    describe('knows its members', () => members(bench));
    describe('tells of changes', () => watching(bench));
  });
}

interface Opened {
  readonly subject: Membership;
}

const anInvoker = (id: string, userMemory = 1024): Member => ({
  role: 'invoker',
  id,
  bootId: uniqueName('boot'),
  invoker: { number: 3, userMemory, tags: ['gpu'] },
});
const aController = (id: string): Member => ({ role: 'controller', id, bootId: uniqueName('boot') });

function members(bench: Opened): void {
  const mine = async (role: Member['role'], ids: readonly string[]) =>
    (await bench.subject.members(role)).filter(({ id }) => ids.includes(id));

  it('by role, as they joined, ordered by id', async () => {
    const prefix = uniqueName('member');
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => `${prefix}${letter}`) as [string, string, string];
    const [first, second, controller] = [anInvoker(b), anInvoker(a), aController(c)];
    const leases = [
      await bench.subject.join(first),
      await bench.subject.join(second),
      await bench.subject.join(controller),
    ];
    expect(await mine('invoker', [a, b, c])).toEqual([second, first]);
    expect(await mine('controller', [a, b, c])).toEqual([controller]);
    for (const lease of leases) await lease.release();
  });

  it('with their capacity as it is now', async () => {
    const member = anInvoker(uniqueName('member'));
    const lease = await bench.subject.join(member);
    const smaller = { ...member, invoker: { number: 3, userMemory: 512, tags: [] } };
    await lease.update(smaller);
    expect(await mine('invoker', [member.id])).toEqual([smaller]);
    await lease.release();
  });

  it('until they leave', async () => {
    const member = anInvoker(uniqueName('member'));
    const lease = await bench.subject.join(member);
    await lease.release();
    await lease.release();
    expect(await mine('invoker', [member.id])).toEqual([]);
  });

  it('after a restart under the new boot id, whatever becomes of the old lease', async () => {
    const id = uniqueName('member');
    const before = await bench.subject.join(anInvoker(id));
    const restarted = anInvoker(id);
    const lease = await bench.subject.join(restarted);
    await before.release();
    expect(await mine('invoker', [id])).toEqual([restarted]);
    await lease.release();
  });
}

function watching(bench: Opened): void {
  function watch(id: string) {
    const seen: (Member | undefined)[] = [];
    const stop = bench.subject.watch('invoker', (all) => seen.push(all.find((member) => member.id === id)));
    const sees = (what: string, holds: (member: Member | undefined) => boolean) =>
      eventually(what, () => seen.length > 0 && holds(seen.at(-1)));
    return { seen, stop, sees };
  }

  it('beginning with how things are', async () => {
    const member = anInvoker(uniqueName('member'));
    const lease = await bench.subject.join(member);
    const { sees, stop } = watch(member.id);
    await sees('the member that is there', (now) => now?.bootId === member.bootId);
    stop();
    await lease.release();
  });

  it('of who comes, changes and goes', async () => {
    const member = anInvoker(uniqueName('member'));
    const { sees, stop } = watch(member.id);
    await sees('nobody', (now) => now === undefined);
    const lease = await bench.subject.join(member);
    await sees('the member', (now) => now?.invoker?.userMemory === 1024);
    await lease.update({ ...member, invoker: { number: 3, userMemory: 2048, tags: [] } });
    await sees('its new capacity', (now) => now?.invoker?.userMemory === 2048);
    await lease.release();
    await sees('that it left', (now) => now === undefined);
    stop();
  });

  it('to all who watch, and no more to who stopped', async () => {
    const member = anInvoker(uniqueName('member'));
    const [one, other] = [watch(member.id), watch(member.id)];
    await Promise.all([one, other].map(({ sees }) => sees('nobody', (now) => now === undefined)));
    one.stop();
    const lease = await bench.subject.join(member);
    await other.sees('the member', (now) => now !== undefined);
    expect(one.seen.at(-1)).toBeUndefined();
    other.stop();
    await lease.release();
  });
}
