import { activationToDocument, Json, type Activation } from '@whisker/entities';
import type { OwedRecords } from '@whisker/invocation';
import { anActivation } from '../builders';
import { openForEach, uniqueId, type OpenPort } from './port-under-test';

/** Declares the suite of the port {@link OwedRecords}. Nothing is owed when it is opened. */
export function owedRecordsContract(name: string, open: OpenPort<OwedRecords>): void {
  describe(`${name} as OwedRecords`, () => {
    const bench = openForEach(open);
    describe('knows what an earlier process owes', () => outstanding(bench));
    describe('keeps what is noted', () => notes(bench));
  });
}

interface Opened {
  readonly subject: OwedRecords;
  reopen(): Promise<OwedRecords>;
}

function aDraft(members: Partial<Activation> = {}): Activation {
  return anActivation({
    activationId: uniqueId(),
    response: { statusCode: 3, result: Json.of({ error: 'it stopped ☃\n' }) },
    logs: [],
    ...members,
  });
}

const ids = async (owed: OwedRecords) => (await owed.outstanding()).map(({ activationId }) => activationId).sort();

function outstanding(bench: Opened): void {
  it('with all that the draft holds', async () => {
    const draft = aDraft({ cause: uniqueId(), logs: ['one'], annotations: [{ key: 'path', value: 'guest/ü' }] });
    const { end: _end, duration: _duration, ...unended } = aDraft();
    await bench.subject.owe(draft);
    await bench.subject.owe(unended);
    const kept = await (await bench.reopen()).outstanding();
    expect(kept.map(activationToDocument)).toEqual([draft, unended].map(activationToDocument));
  });

  it('whatever the text of the result looks like', async () => {
    const draft = aDraft({ response: { statusCode: 3, result: Json.parse('{\r\n  "error":\n  "x\\ny" }') } });
    await bench.subject.owe(draft);
    const [kept] = await (await bench.reopen()).outstanding();
    expect(kept?.response.result?.value).toEqual({ error: 'x\ny' });
  });

  it('without what it settled', async () => {
    const [one, two, three] = [aDraft(), aDraft(), aDraft()];
    await Promise.all([one, two, three].map((draft) => bench.subject.owe(draft)));
    bench.subject.settle(two.activationId);
    expect(await ids(await bench.reopen())).toEqual([one.activationId, three.activationId].sort());
  });

  it('also what was settled while it was being promised', async () => {
    const draft = aDraft();
    const promised = bench.subject.owe(draft);
    bench.subject.settle(draft.activationId);
    await promised;
    expect(await ids(await bench.reopen())).toEqual([]);
  });

  it('and nothing of its own', async () => {
    await bench.subject.owe(aDraft());
    expect(await bench.subject.outstanding()).toEqual([]);
  });

  it('until it is settled', async () => {
    const [one, two] = [aDraft(), aDraft()];
    await Promise.all([one, two].map((draft) => bench.subject.owe(draft)));
    const next = await bench.reopen();
    next.settle(one.activationId);
    expect(await ids(next)).toEqual([two.activationId]);
    const later = await bench.reopen();
    expect(await ids(later)).toEqual([two.activationId]);
    later.settle(two.activationId);
    expect(await ids(await bench.reopen())).toEqual([]);
  });

  it('however much', async () => {
    const drafts = Array.from({ length: 1_000 }, () => aDraft());
    await Promise.all(drafts.map((draft) => bench.subject.owe(draft)));
    for (const { activationId } of drafts.slice(0, 990)) bench.subject.settle(activationId);
    const expected = drafts.slice(990).map(({ activationId }) => activationId);
    expect(await ids(await bench.reopen())).toEqual(expected.sort());
  });
}

function notes(bench: Opened): void {
  const logsOf = async (owed: OwedRecords) => (await owed.outstanding()).map(({ logs }) => logs);

  it('in the logs of the draft, in order', async () => {
    const draft = aDraft({ logs: ['zero'] });
    await bench.subject.owe(draft);
    bench.subject.note(draft.activationId, 'one');
    bench.subject.note(draft.activationId, '{"two":"a\\nb"}\n');
    expect(await logsOf(await bench.reopen())).toEqual([['zero', 'one', '{"two":"a\\nb"}\n']]);
    expect(draft.logs).toEqual(['zero']);
  });

  it('of drafts it knows only', async () => {
    const draft = aDraft();
    await bench.subject.owe(draft);
    bench.subject.settle(draft.activationId);
    bench.subject.note(draft.activationId, 'late');
    bench.subject.note(uniqueId(), 'stray');
    bench.subject.settle(uniqueId());
    expect(await (await bench.reopen()).outstanding()).toEqual([]);
  });
}
