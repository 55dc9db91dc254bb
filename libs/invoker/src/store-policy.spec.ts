import type { NamespaceLimits, StatusCode } from '@whisker/entities';
import { StorePolicy, type StoreLevel, type StoreLevels } from './store-policy';
import { caller, message, runOne, startInvoker } from './testing/builders';

const CODES: readonly StatusCode[] = [0, 1, 2, 3];

function stored(
  levels: StoreLevels,
  { blocking = true, extraLogging = false, limits = {} as NamespaceLimits } = {},
): StatusCode[] {
  const policy = new StorePolicy(levels);
  const question = { transaction: { id: 't', start: 0, extraLogging }, caller: { ...caller, limits }, blocking };
  return CODES.filter((code) => policy.shouldStore(question, code));
}

describe('store policy', () => {
  it('stores everything by default', () => {
    expect([stored({}), stored({}, { blocking: false })]).toEqual([CODES, CODES]);
  });

  it.each<[StoreLevel, StatusCode[]]>([
    ['STORE_ALWAYS', [0, 1, 2, 3]],
    ['STORE_FAILURES', [1, 2, 3]],
    ['STORE_FAILURES_NOT_APPLICATION_ERRORS', [2, 3]],
  ])('%s stores %j, for blocking calls and others apart', (level, codes) => {
    expect(stored({ blocking: level })).toEqual(codes);
    expect(stored({ nonBlocking: level })).toEqual(CODES);
    expect(stored({ nonBlocking: level }, { blocking: false })).toEqual(codes);
  });

  it('heeds a namespace that wants no records, unless the caller asks for them', () => {
    const limits = { storeActivations: false };
    expect(stored({}, { limits })).toEqual([]);
    expect(stored({}, { limits, extraLogging: true })).toEqual(CODES);
    expect(stored({ blocking: 'STORE_FAILURES' }, { extraLogging: true })).toEqual(CODES);
    expect(stored({}, { limits: { storeActivations: true } })).toEqual(CODES);
  });
});

describe('a record that is not to be stored', () => {
  it('is sent to the caller, and the run struck off the journal', async () => {
    const all = await startInvoker({ storePolicy: new StorePolicy({ blocking: 'STORE_FAILURES' }) });
    const { record, acknowledgement } = await runOne(all, message());
    expect(record).toBeUndefined();
    expect(acknowledgement?.record).toMatchObject({ response: { statusCode: 0 } });
    expect(all.events).toEqual(['started a', 'finished a', 'done a']);
  });
});
