/** Limits of one action as stored and shown. */
export interface ActionLimits {
  /** Time for /init and for /run each, ms. */
  readonly timeout: number;
  /** Memory of a container, MB. */
  readonly memory: number;
  /** Log bytes kept per activation, MB. */
  readonly logs: number;
  /** Activations that may run in one container at a time. */
  readonly concurrency: number;
  /** Most containers of this action; absent: the namespace's concurrency. */
  readonly instances?: number;
}

/** Smallest, default and largest value of a limit. */
export interface Range {
  readonly min: number;
  readonly std: number;
  readonly max: number;
}

/** Limits of the whole platform (spec: `limits.md`). */
export interface SystemLimits {
  /** ms */
  readonly timeout: Range;
  /** MB */
  readonly memory: Range;
  /** MB */
  readonly logs: Range;
  readonly concurrency: Range;
  /** Bytes of an action's code as sent. */
  readonly exec: number;
  /** Bytes of an entity's parameters, and of its annotations. */
  readonly parameters: number;
  /** Bytes of an invocation's payload, and of an action's result. */
  readonly payload: number;
  /** Bytes kept of a result that is too large. */
  readonly truncation: number;
  /** Bytes of the body that a web action streams. */
  readonly streamedBody: number;
  readonly sequenceLength: number;
  readonly invocationsPerMinute: number;
  readonly concurrentInvocations: number;
  readonly firesPerMinute: number;
  readonly listDefault: number;
  readonly listMax: number;
  /** Longest wait of a blocking call, ms. */
  readonly blockingWait: number;
}

const MB = 1024 * 1024;

/** The defaults of OpenWhisk; it has no streamed bodies. */
export const defaultSystemLimits: SystemLimits = {
  timeout: { min: 100, std: 60_000, max: 300_000 },
  memory: { min: 128, std: 256, max: 512 },
  logs: { min: 0, std: 10, max: 10 },
  concurrency: { min: 1, std: 1, max: 1 },
  exec: 48 * MB,
  parameters: MB,
  payload: MB,
  truncation: MB,
  streamedBody: 64 * MB,
  sequenceLength: 50,
  invocationsPerMinute: 60,
  concurrentInvocations: 30,
  firesPerMinute: 60,
  listDefault: 30,
  listMax: 200,
  blockingWait: 60_000,
};

/** Overrides for one namespace; absent members mean the system's value (spec: limits section 4). */
export interface NamespaceLimits {
  readonly invocationsPerMinute?: number;
  readonly concurrentInvocations?: number;
  readonly firesPerMinute?: number;
  readonly allowedKinds?: readonly string[];
  readonly storeActivations?: boolean;
  readonly minActionMemory?: number;
  readonly maxActionMemory?: number;
  readonly minActionLogs?: number;
  readonly maxActionLogs?: number;
  readonly minActionTimeout?: number;
  readonly maxActionTimeout?: number;
  readonly minActionConcurrency?: number;
  readonly maxActionConcurrency?: number;
  readonly maxParameterSize?: number;
  readonly maxPayloadSize?: number;
  readonly truncationSize?: number;
  /** Idle containers of an action that are kept beyond the usual time. */
  readonly warmedContainerKeepingCount?: number;
  /** How much longer, as {@link parseDuration} reads it: `24 hours`. */
  readonly warmedContainerKeepingTimeout?: string;
  readonly maxActionInstances?: number;
}
