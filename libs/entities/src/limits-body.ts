import { refuse } from './errors';
import { isJsonObject, type JsonValue } from './json';
import type { ActionLimits } from './limits';

type LimitName = keyof ActionLimits;

/** In the order they are read: the words refusals call them by. */
const WORDS: Readonly<Record<LimitName, { readonly limit: string; readonly whole?: string }>> = {
  timeout: { limit: 'time limit' },
  memory: { limit: 'memory limit' },
  logs: { limit: 'log limit' },
  concurrency: { limit: 'concurrency limit', whole: 'intra concurrency limit' },
  instances: { limit: 'instance concurrency limit' },
};

const LIMITS = Object.keys(WORDS) as LimitName[];

/**
 * Reads `limits` of an action's PUT; null counts as absent, unknown members are ignored. Ranges are not looked at.
 * @throws objectExpected, limitMalformed, limitNotWhole, sizeNegative, instancesNegative
 */
export function parseActionLimits(value: JsonValue | undefined): Partial<ActionLimits> | undefined {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) throw refuse.objectExpected('timeout');
  const limits: { -readonly [K in LimitName]?: number } = {};
  for (const name of LIMITS) {
    const given = value[name] ?? undefined;
    if (given !== undefined) limits[name] = readLimit(name, given);
  }
  return limits;
}

function readLimit(name: LimitName, value: JsonValue): number {
  const { limit, whole = limit } = WORDS[name];
  if (typeof value !== 'number') throw refuse.limitMalformed(limit);
  if (!Number.isInteger(value)) throw refuse.limitNotWhole(whole);
  if (value < 0 && (name === 'memory' || name === 'logs')) throw refuse.sizeNegative();
  if (value < 0 && name === 'instances') throw refuse.instancesNegative();
  // A time limit wraps around at 32 bits before its range is tested; clients see the wrapped number in the refusal.
  return name === 'timeout' ? value | 0 : value + 0;
}
