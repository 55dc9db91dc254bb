import type { EvictionCandidate, EvictionPolicy, EvictionView } from './eviction-policy';

/**
 * OpenWhisk's eviction: longest unused first. Before those go containers nobody can use any more (stale revisions) and
 * those past their keep-alive; prewarmed ones that were asked for go last, since any action of their kind can use them.
 */
export class OldestFirst implements EvictionPolicy {
  choose({ needMb, candidates }: EvictionView): readonly EvictionCandidate[] {
    const ordered = [...candidates].sort((a, b) => rank(a) - rank(b) || a.lastUsed - b.lastUsed);
    const chosen: EvictionCandidate[] = [];
    let freed = 0;
    for (const candidate of ordered) {
      if (freed >= needMb) break;
      chosen.push(candidate);
      freed += candidate.spec.memoryMb;
    }
    return freed >= needMb ? chosen : [];
  }
}

function rank(candidate: EvictionCandidate): number {
  if (candidate.stale) return 0;
  if (candidate.expired) return 1;
  return candidate.state === 'prewarmed' && !candidate.surplus ? 3 : 2;
}
