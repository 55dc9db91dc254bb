import type { EvictionCandidate } from './eviction-policy';
import { OldestFirst } from './oldest-first';

const candidate = (id: string, lastUsed: number, more: Partial<EvictionCandidate> = {}): EvictionCandidate => ({
  id,
  state: 'idle',
  spec: { kind: 'nodejs:20', memoryMb: 256, concurrency: 1 },
  lastUsed,
  uses: 1,
  stale: false,
  surplus: false,
  expired: false,
  ...more,
});

const choose = (needMb: number, ...candidates: EvictionCandidate[]) =>
  new OldestFirst().choose({ now: 1000, needMb, candidates }).map(({ id }) => id);

describe('eviction, oldest first', () => {
  it('takes the longest unused', () => {
    expect(choose(256, candidate('new', 9), candidate('old', 1), candidate('middle', 5))).toEqual(['old']);
  });

  it('takes no more than needed', () => {
    expect(choose(300, candidate('a', 1), candidate('b', 2), candidate('c', 3))).toEqual(['a', 'b']);
  });

  it('takes none if all are not enough', () => {
    expect(choose(600, candidate('a', 1), candidate('b', 2))).toEqual([]);
  });

  it('begins with stale ones, then expired ones, and ends with prewarmed ones that were asked for', () => {
    const all = [
      candidate('prewarmed', 0, { state: 'prewarmed' }),
      candidate('idle', 5),
      candidate('surplus', 4, { state: 'prewarmed', surplus: true }),
      candidate('expired', 7, { expired: true, state: 'paused' }),
      candidate('stale', 9, { stale: true }),
    ];
    expect(choose(5 * 256, ...all)).toEqual(['stale', 'expired', 'surplus', 'idle', 'prewarmed']);
  });

  it('leaves the order of the view alone', () => {
    const candidates = [candidate('b', 2), candidate('a', 1)];
    new OldestFirst().choose({ now: 0, needMb: 256, candidates });
    expect(candidates.map(({ id }) => id)).toEqual(['b', 'a']);
  });
});
