import type { JournalEntry, RunJournal } from '@whisker/invoker';
import { anIdentity } from '../builders';
import { openForEach, uniqueId, type OpenPort } from './port-under-test';

/** Declares the suite of the port {@link RunJournal}. The journal is empty when it is opened. */
export function runJournalContract(name: string, open: OpenPort<RunJournal>): void {
  describe(`${name} as a RunJournal`, () => {
    const bench = openForEach(open);
    describe('knows the runs of an earlier process', () => unfinished(bench));
  });
}

interface Opened {
  readonly subject: RunJournal;
  reopen(): Promise<RunJournal>;
}

function anEntry(members: Partial<JournalEntry> = {}): JournalEntry {
  return {
    transaction: { id: 'a'.repeat(32), start: 1_700_000_000_000 },
    activationId: uniqueId(),
    action: {
      name: { namespace: 'guest', package: 'pkg', name: 'hello ü' },
      version: '0.0.1',
      revision: '1-abc',
      binding: 'guest/bound',
    },
    caller: anIdentity('guest', { invocationsPerMinute: 3 }),
    controller: '0',
    blocking: true,
    initParameters: ['KEY'],
    cause: uniqueId(),
    startBy: 1_700_000_060_000,
    startedAt: 1_700_000_000_010,
    ...members,
  };
}

const ids = async (journal: RunJournal) => (await journal.unfinished()).map(({ activationId }) => activationId).sort();

function unfinished(bench: Opened): void {
  it('that it did not finish, with all that was noted', async () => {
    const entry = anEntry();
    await bench.subject.started(entry);
    const journal = await bench.reopen();
    expect(await journal.unfinished()).toEqual([entry]);
  });

  it('without those it finished', async () => {
    const [one, two, three] = [anEntry(), anEntry(), anEntry()];
    await Promise.all([one, two, three].map((entry) => bench.subject.started(entry)));
    bench.subject.finished(two.activationId);
    const journal = await bench.reopen();
    expect(await ids(journal)).toEqual([one.activationId, three.activationId].sort());
  });

  it('and none of its own', async () => {
    await bench.subject.started(anEntry());
    expect(await bench.subject.unfinished()).toEqual([]);
  });

  it('until they are finished', async () => {
    const [one, two] = [anEntry(), anEntry()];
    await Promise.all([one, two].map((entry) => bench.subject.started(entry)));
    const journal = await bench.reopen();
    journal.finished(one.activationId);
    expect(await ids(journal)).toEqual([two.activationId]);
    const later = await bench.reopen();
    expect(await ids(later)).toEqual([two.activationId]);
    later.finished(two.activationId);
    expect(await ids(await bench.reopen())).toEqual([]);
  });

  it('and takes no notice of runs it never heard of', async () => {
    bench.subject.finished(uniqueId());
    expect(await ids(await bench.reopen())).toEqual([]);
  });

  it('however many', async () => {
    const entries = Array.from({ length: 1_000 }, () => anEntry());
    await Promise.all(entries.map((entry) => bench.subject.started(entry)));
    for (const { activationId } of entries.slice(0, 990)) bench.subject.finished(activationId);
    const expected = entries.slice(990).map(({ activationId }) => activationId);
    expect(await ids(await bench.reopen())).toEqual(expected.sort());
  });
}
