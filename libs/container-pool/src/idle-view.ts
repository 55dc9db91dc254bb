import type { IdleContainer } from './policies/idle-container';
import type { PooledContainer } from './pooled-container';

/** A container at rest as policies see it. */
export function idleView(entry: PooledContainer, surplus: boolean): IdleContainer {
  const { variant, state } = entry;
  return {
    id: entry.id,
    state: state === 'prewarmed' || state === 'paused' ? state : 'idle',
    spec: entry.spec,
    lastUsed: entry.lastUsed,
    uses: entry.uses,
    stale: variant?.stale ?? false,
    surplus,
    ...(variant && { stats: variant.shelf.record }),
  };
}
