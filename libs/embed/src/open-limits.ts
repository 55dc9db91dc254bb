import { defaultSystemLimits, type SystemLimits } from '@whisker/entities';

/** OpenWhisk's limits with throttles that stand open: an embedded platform belongs to one user. */
export const openLimits: SystemLimits = {
  ...defaultSystemLimits,
  invocationsPerMinute: 1_000_000,
  concurrentInvocations: 10_000,
  firesPerMinute: 1_000_000,
};
