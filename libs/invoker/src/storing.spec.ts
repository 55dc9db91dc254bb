import { ID, message, runOne, startInvoker } from './testing/builders';

/** Lets everything that can go on without time passing go on. */
const settle = async () => {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
};

describe('a store that fails', () => {
  it('for a while delays the record', async () => {
    const all = await startInvoker();
    all.activations.failures = 3;
    const done = all.bus.deliver(message());
    for (const pause of [100, 200, 400]) {
      await settle();
      expect(all.bus.acknowledgements).toEqual([]);
      all.time.pass(pause);
    }
    await done;
    expect(all.activations.records.has(ID)).toBe(true);
    expect(all.events).toEqual(['started a', 'store a', 'finished a', 'done a']);
    expect(all.logged).toEqual(['warn record not stored, trying again']);
  });

  it('for good has the record in the log, the run in the journal, and the caller answered', async () => {
    const lost: string[] = [];
    const all = await startInvoker({ observer: { recordLost: ({ activationId }) => lost.push(activationId) } });
    all.activations.failures = Infinity;
    const done = all.bus.deliver(message());
    for (let i = 0; i < 6; i += 1) {
      await settle();
      all.time.pass(100 * 2 ** i);
    }
    await done;
    expect(all.activations.attempts).toBe(7);
    expect(all.logged).toEqual(['warn record not stored, trying again', 'error record could not be stored']);
    expect([lost, [...all.journal.entries.keys()]]).toEqual([[ID], [ID]]);
    expect(all.bus.acknowledgements.at(-1)?.message).toMatchObject({ slotFree: true, record: { activationId: ID } });
    expect(all.time.pending).toBe(0);
  });
});

describe('a bus that fails', () => {
  it('for a while delays the acknowledgement', async () => {
    const all = await startInvoker();
    all.bus.failures = 2;
    const done = runOne(all);
    for (const pause of [50, 100]) {
      await settle();
      all.time.pass(pause);
    }
    await done;
    expect(all.bus.acknowledgements).toHaveLength(1);
    expect(all.logged).toEqual(['warn acknowledgement not sent, trying again']);
  });

  it('for good costs the acknowledgement, not the record', async () => {
    const all = await startInvoker();
    all.bus.failures = Infinity;
    const done = runOne(all);
    for (let i = 0; i < 4; i += 1) {
      await settle();
      all.time.pass(50 * 2 ** i);
    }
    const { record } = await done;
    expect(record.response.statusCode).toBe(0);
    expect(all.logged).toEqual(['warn acknowledgement not sent, trying again', 'error acknowledgement lost']);
  });
});
