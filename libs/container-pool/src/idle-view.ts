import type { IdleContainer } from './policies/idle-container';
import type { ActionVariant } from './action-variant';
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
    ...keptWarm(variant),
    ...(variant && { stats: variant.shelf.record }),
  };
}

/** Counted like OpenWhisk does: once there are no more than `count` left, those stay. */
function keptWarm(variant: ActionVariant | undefined): Pick<IdleContainer, 'keepMs'> {
  const keepWarm = variant?.shelf.keepWarm;
  return variant && keepWarm && variant.living <= keepWarm.count ? { keepMs: keepWarm.ms } : {};
}
