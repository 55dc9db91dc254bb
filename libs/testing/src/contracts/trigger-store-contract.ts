import { triggerId, TriggerConflict, type FeedTrigger, type TriggerStore } from '@whisker/feeds';
import { openForEach, uniqueName, type OpenPort } from './port-under-test';

/** A trigger that no other test has. */
function aFeedTrigger(members: Partial<FeedTrigger> = {}): FeedTrigger {
  const key = { auth: 'uuid:key', namespace: uniqueName(), name: uniqueName('trigger') };
  return {
    ...key,
    id: triggerId(key),
    feed: 'alarms',
    config: { cron: '* * * * *', payload: { 'ä/"': [1, null] } },
    status: { active: true, changed: 1 },
    progress: { next: 5 },
    ...members,
  };
}

/** Declares the suite of the port {@link TriggerStore}. */
export function triggerStoreContract(name: string, open: OpenPort<TriggerStore>): void {
  describe(`${name} as a TriggerStore`, () => {
    const bench = openForEach(open);

    it('keeps triggers as they were put', async () => {
      const trigger = aFeedTrigger({
        status: { active: false, changed: 2, reason: { kind: 'AUTO', statusCode: 404, message: 'gone' } },
        pending: { event: { a: 1 }, since: 3 },
      });
      const revision = await bench.subject.put(trigger, undefined);
      expect(await bench.subject.get(trigger.id)).toEqual({ trigger, revision });
      expect(await bench.subject.list()).toContainEqual({ trigger, revision });
    });

    it('knows nothing of others', async () => {
      expect(await bench.subject.get(uniqueName())).toBeUndefined();
    });

    it('keeps them over a restart', async () => {
      const trigger = aFeedTrigger();
      const revision = await bench.subject.put(trigger, undefined);
      await bench.reopen();
      expect(await bench.subject.get(trigger.id)).toEqual({ trigger, revision });
    });

    it('replaces the revision that a write is based on, and no other', async () => {
      const trigger = aFeedTrigger();
      const first = await bench.subject.put(trigger, undefined);
      const second = await bench.subject.put({ ...trigger, progress: { next: 6 } }, first);
      expect(second).not.toBe(first);
      const late = { ...trigger, progress: { next: 7 } };
      await expect(bench.subject.put(late, first)).rejects.toThrow(TriggerConflict);
      await expect(bench.subject.put(late, undefined)).rejects.toThrow(TriggerConflict);
      await expect(bench.subject.put(aFeedTrigger(), first)).rejects.toThrow(TriggerConflict);
      expect((await bench.subject.get(trigger.id))?.trigger.progress).toEqual({ next: 6 });
    });

    it('deletes the revision that was read, and no other', async () => {
      const trigger = aFeedTrigger();
      const first = await bench.subject.put(trigger, undefined);
      const second = await bench.subject.put(trigger, first);
      await expect(bench.subject.delete(trigger.id, first)).rejects.toThrow(TriggerConflict);
      await bench.subject.delete(trigger.id, second);
      expect(await bench.subject.get(trigger.id)).toBeUndefined();
      await expect(bench.subject.delete(trigger.id, second)).rejects.toThrow(TriggerConflict);
      await expect(bench.subject.put(trigger, second)).rejects.toThrow(TriggerConflict);
    });

    it('tells no key when it refuses', async () => {
      const trigger = aFeedTrigger();
      await bench.subject.put(trigger, undefined);
      await expect(bench.subject.put(trigger, undefined)).rejects.not.toThrow('uuid:key');
    });
  });
}
