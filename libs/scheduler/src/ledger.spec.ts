import { Ledger, type LedgerOpening } from './ledger';
import type { Placement } from './placement';
import { activationRecord } from './testing/builders';

class CountedPlacement implements Placement {
  readonly forced = false;
  releases = 0;

  constructor(readonly invoker = 0) {}

  release(): void {
    this.releases += 1;
  }
}

const opening = (activationId: string, over: Partial<LedgerOpening> = {}): LedgerOpening => ({
  activationId,
  namespaceUuid: 'n',
  placement: new CountedPlacement(),
  deadline: 300,
  lostAt: 200,
  ...over,
});

describe('ledger', () => {
  it('counts by namespace', () => {
    const ledger = new Ledger();
    ledger.open(opening('1'));
    ledger.open(opening('2'));
    ledger.open(opening('3', { namespaceUuid: 'm' }));
    expect([ledger.size, ledger.inFlight('n'), ledger.inFlight('m'), ledger.inFlight('x')]).toEqual([3, 2, 1, 0]);
    ledger.close('1');
    expect([ledger.size, ledger.inFlight('n')]).toEqual([2, 1]);
  });

  it('releases the placement when an entry leaves, and only then', () => {
    const ledger = new Ledger();
    const placement = new CountedPlacement();
    ledger.open(opening('1', { placement }));
    expect(placement.releases).toBe(0);
    ledger.close('1');
    expect(ledger.close('1')).toBeUndefined();
    expect(placement.releases).toBe(1);
  });

  it('refuses an id that is in flight, and keeps nothing of it', () => {
    const ledger = new Ledger();
    ledger.open(opening('1'));
    const placement = new CountedPlacement();
    expect(() => ledger.open(opening('1', { placement }))).toThrow('in flight already');
    expect([placement.releases, ledger.size]).toEqual([1, 1]);
  });

  it('takes out what is due', () => {
    const ledger = new Ledger();
    const early = new CountedPlacement();
    ledger.open(opening('late', { deadline: 301 }));
    ledger.open(opening('early', { deadline: 300, placement: early }));
    expect(ledger.expire(299)).toEqual([]);
    expect(ledger.expire(300).map(({ activationId }) => activationId)).toEqual(['early']);
    expect([early.releases, ledger.size]).toEqual([1, 1]);
    expect(ledger.expire(400).map(({ activationId }) => activationId)).toEqual(['late']);
  });

  it('finds what was entered after a sweep', () => {
    const ledger = new Ledger();
    ledger.open(opening('1', { deadline: 1000 }));
    ledger.expire(1);
    ledger.open(opening('2', { deadline: 10 }));
    expect(ledger.expire(10).map(({ activationId }) => activationId)).toEqual(['2']);
  });

  it('hurries what an invoker that left has in flight', () => {
    const ledger = new Ledger();
    ledger.open(opening('gone', { placement: new CountedPlacement(1) }));
    ledger.open(opening('here', { placement: new CountedPlacement(2) }));
    ledger.hurry(1);
    expect(ledger.expire(200).map(({ activationId }) => activationId)).toEqual(['gone']);
  });

  it('takes out everything at the end', () => {
    const ledger = new Ledger();
    const placements = [new CountedPlacement(), new CountedPlacement()];
    placements.forEach((placement, i) => ledger.open(opening(String(i), { placement })));
    expect(ledger.clear()).toHaveLength(2);
    expect([ledger.size, ...placements.map(({ releases }) => releases)]).toEqual([0, 1, 1]);
  });
});

describe('result of an entry', () => {
  it('comes once', async () => {
    const entry = new Ledger().open(opening('1'));
    const result = entry.result();
    entry.succeed(activationRecord('1'));
    entry.succeed(undefined);
    entry.fail(new Error('too late'));
    await expect(result).resolves.toMatchObject({ activationId: '1' });
  });

  it('may fail without anybody waiting', async () => {
    const entry = new Ledger().open(opening('1'));
    const result = entry.result();
    entry.fail(new Error('lost'));
    await expect(result).rejects.toThrow('lost');
  });

  it('is not needed', () => {
    const entry = new Ledger().open(opening('1'));
    expect(() => entry.succeed(undefined)).not.toThrow();
    expect(() => entry.fail(new Error('lost'))).not.toThrow();
  });
});
