import { readFileSync, writeFileSync } from 'node:fs';
import type { JournalEntry } from '@whisker/invoker';
import { anIdentity } from '@whisker/testing';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { FileRunJournal } from './file-run-journal';

const path = pathsIn(temporaryFolder());

const entry: JournalEntry = {
  transaction: { id: 't', start: 1 },
  activationId: '0123456789abcdef0123456789abcdef',
  action: { name: { namespace: 'guest', name: 'hello' }, version: '0.0.1', revision: '1-a' },
  caller: anIdentity(),
  controller: '0',
  blocking: false,
  initParameters: [],
  startBy: 3,
  startedAt: 2,
};

describe('FileRunJournal', () => {
  it('has the entry in the file when started resolves', async () => {
    const file = path('runs.log');
    const journal = new FileRunJournal(file);
    await journal.started(entry);
    expect(readFileSync(file, 'utf8')).toMatch(/^\+0123456789abcdef0123456789abcdef \{"v":1,.*"startedAt":2\}\n$/);
    await journal.close();
  });

  it.each([
    ['another version', `+a {"v":2,"activationId":"a"}`, /its version is 2/],
    ['an entry under another id', `+a {"v":1,"activationId":"b"}`, /about another activation/],
    ['half an entry', `+a {"v":1,"act`, /damaged and skipped/],
  ])('reports and skips %s', async (_what, line, reason) => {
    const file = path('runs.log');
    writeFileSync(file, `${line}\n+${entry.activationId} ${JSON.stringify({ v: 1, ...entry })}\n`);
    const errors: string[] = [];
    const journal = new FileRunJournal(file, { onError: ({ message }) => errors.push(message) });
    expect(await journal.unfinished()).toEqual([entry]);
    expect(errors).toEqual([expect.stringMatching(reason)]);
    await journal.close();
  });
});
