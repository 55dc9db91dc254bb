import type { Activation } from '@whisker/entities';
import { journalEntry } from './journal-entry';
import { StorePolicy } from './store-policy';
import { annotationsOf, caller, ID, message, NOW, resultOf, runOne, setUp } from './testing/builders';

const STARTED_AT = NOW - 5000;
const INTERRUPTED = { error: 'The platform stopped while the action ran.' };
const other = 'b'.repeat(32);

/** An invoker that starts after one that died while `message` ran. */
function afterCrash(over = message(), options: Parameters<typeof setUp>[0] = {}) {
  const all = setUp(options);
  all.journal.entries.set(over.activationId, journalEntry(over, STARTED_AT));
  return all;
}

describe('a run that an earlier process started and did not end', () => {
  it('ends at the start in a record that says so', async () => {
    const all = afterCrash();
    await all.invoker.start();
    const record = all.activations.records.get(ID) as Activation;
    expect(record).toMatchObject({
      start: STARTED_AT,
      end: STARTED_AT,
      duration: 0,
      version: '0.0.3',
      response: { statusCode: 3 },
    });
    expect(resultOf(record)).toEqual(INTERRUPTED);
    expect(annotationsOf(record)).toEqual({ path: 'guest/hello', kind: 'unknown' });
    expect(all.events).toEqual(['store a', 'finished a', 'done a', 'consume', 'join']);
    expect(all.bus.acknowledgements[0]?.message).toMatchObject({ slotFree: true, systemError: true, record });
  });

  it('is not run when the bus hands it over again', async () => {
    const all = afterCrash();
    await all.invoker.start();
    await runOne(all, message(), true);
    expect([all.pool.leases, all.activations.attempts, all.bus.acknowledgements.length]).toEqual([[], 1, 1]);
  });

  it('is not run even if its record may not be stored', async () => {
    const wanted = message({ caller: { ...caller, limits: { storeActivations: false } } });
    const all = afterCrash(wanted, { storePolicy: new StorePolicy() });
    await all.invoker.start();
    await runOne(all, wanted, true);
    expect([all.pool.leases, all.activations.attempts]).toEqual([[], 0]);
    expect(all.bus.acknowledgements).toHaveLength(1);
  });

  it('keeps the record it has', async () => {
    const all = afterCrash();
    const record = { activationId: ID, response: { statusCode: 0 }, logs: [] } as unknown as Activation;
    all.activations.records.set(ID, record);
    await all.invoker.start();
    expect(all.activations.records.get(ID)).toBe(record);
    expect(all.journal.entries.size).toBe(0);
    expect(all.bus.acknowledgements[0]?.message).toMatchObject({ systemError: false, record });
  });

  it('is told without its record if nobody waits for it', async () => {
    const all = afterCrash(message({ blocking: false, cause: 'c'.repeat(32) }));
    await all.invoker.start();
    expect(all.bus.acknowledgements[0]?.message).not.toHaveProperty('record');
    expect(all.activations.records.get(ID)?.cause).toBe('c'.repeat(32));
  });
});

describe('a message that is handed over again', () => {
  it('and was never started is run', async () => {
    const all = afterCrash();
    await all.invoker.start();
    const { record } = await runOne(all, message({ activationId: other }), true);
    expect(record.response.statusCode).toBe(0);
    expect(all.pool.leases).toHaveLength(1);
  });

  it('and was never started is failed if it comes too late', async () => {
    const all = setUp();
    await all.invoker.start();
    const { record } = await runOne(all, message({ startBy: NOW - 1 }), true);
    expect(resultOf(record)).toEqual({ error: 'The activation could not be started in time.' });
  });

  it('and has its record is acknowledged with it, not run', async () => {
    const all = setUp();
    await all.invoker.start();
    const { record } = await runOne(all);
    const { acknowledgement } = await runOne(all, message(), true);
    expect([all.pool.leases.length, all.activations.attempts]).toEqual([1, 1]);
    expect(acknowledgement?.record).toEqual(record);
    expect(all.bus.acknowledgements).toHaveLength(2);
  });

  it('is not run while the store cannot tell whether it was', async () => {
    const all = setUp();
    await all.invoker.start();
    all.activations.get = async () => {
      throw new Error('store is down');
    };
    const { record } = await runOne(all, message(), true);
    expect(record.response.statusCode).toBe(3);
    expect([all.pool.leases, all.logged]).toEqual([[], ['error activation failed in the invoker']]);
  });
});
