import {
  effectiveLimits,
  type EffectiveLimits,
  type Identity,
  type JsonObject,
  type NamespaceLimits,
  type SystemLimits,
} from '@whisker/entities';

/** What callers may know of their namespace. */
export class NamespaceInfo {
  readonly #limits: SystemLimits;

  constructor({ limits }: { readonly limits: SystemLimits }) {
    this.#limits = limits;
  }

  /** Names of the namespaces a key belongs to: exactly one. */
  list(caller: Identity): string[] {
    return [caller.namespace.name];
  }

  /** The limits that hold in the caller's namespace (spec: rest-api section 11). */
  limits(caller: Identity): JsonObject {
    const bounds = effectiveLimits(this.#limits, caller.limits);
    return { ...printBounds(bounds), ...printOwn(bounds, caller.limits) };
  }
}

function printBounds(bounds: EffectiveLimits): JsonObject {
  const { memory, logs, timeout, concurrency } = bounds;
  return {
    invocationsPerMinute: bounds.invocationsPerMinute,
    concurrentInvocations: bounds.concurrentInvocations,
    firesPerMinute: bounds.firesPerMinute,
    minActionMemory: memory.min,
    maxActionMemory: memory.max,
    minActionLogs: logs.min,
    maxActionLogs: logs.max,
    minActionTimeout: timeout.min,
    maxActionTimeout: timeout.max,
    minActionConcurrency: concurrency.min,
    maxActionConcurrency: concurrency.max,
    maxParameterSize: bytes(bounds.parameters),
    maxActionInstances: bounds.instances,
  };
}

/** Shown only if the namespace has them. */
function printOwn(bounds: EffectiveLimits, own: NamespaceLimits): JsonObject {
  const { allowedKinds, storeActivations, warmedContainerKeepingCount, warmedContainerKeepingTimeout } = own;
  return {
    ...(allowedKinds && { allowedKinds: [...allowedKinds] }),
    ...(storeActivations !== undefined && { storeActivations }),
    ...(own.maxPayloadSize !== undefined && { maxPayloadSize: bytes(bounds.payload) }),
    ...(own.truncationSize !== undefined && { truncationSize: bytes(bounds.truncation) }),
    ...(warmedContainerKeepingCount !== undefined && { warmedContainerKeepingCount }),
    ...(warmedContainerKeepingTimeout !== undefined && { warmedContainerKeepingTimeout }),
  };
}

function bytes(size: number): string {
  return `${size} B`;
}
