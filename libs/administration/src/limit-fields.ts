import { parseDuration, type NamespaceLimits } from '@whisker/entities';
import { invalid } from './refusal';

/** How a limit is written. */
export type LimitType = 'count' | 'MB' | 'ms' | 'bytes' | 'duration' | 'kinds' | 'flag';

/** One field of a namespace's limits. */
export interface LimitField {
  readonly type: LimitType;
  /** What it limits. */
  readonly meaning: string;
  /** Smallest value of a number. Default 0. */
  readonly least?: number;
}

/** Every field of a namespace's limits, in the order they are shown. */
export const limitFields: Readonly<Record<keyof NamespaceLimits, LimitField>> = {
  invocationsPerMinute: { type: 'count', meaning: 'invocations of actions per clock minute; 0 blocks the namespace' },
  concurrentInvocations: { type: 'count', meaning: 'activations queued or running; 0 blocks the namespace' },
  firesPerMinute: { type: 'count', meaning: 'fires of triggers per clock minute' },
  allowedKinds: { type: 'kinds', meaning: 'kinds of actions that may be written' },
  storeActivations: { type: 'flag', meaning: 'whether activation records are kept' },
  minActionMemory: { type: 'MB', meaning: 'least memory of an action', least: 1 },
  maxActionMemory: { type: 'MB', meaning: 'most memory of an action', least: 1 },
  minActionLogs: { type: 'MB', meaning: 'least log size of an action' },
  maxActionLogs: { type: 'MB', meaning: 'most log size of an action' },
  minActionTimeout: { type: 'ms', meaning: 'shortest time limit of an action', least: 1 },
  maxActionTimeout: { type: 'ms', meaning: 'longest time limit of an action', least: 1 },
  minActionConcurrency: { type: 'count', meaning: 'least activations at a time in one container', least: 1 },
  maxActionConcurrency: { type: 'count', meaning: 'most activations at a time in one container', least: 1 },
  maxParameterSize: { type: 'bytes', meaning: 'parameters of an entity, and its annotations' },
  maxPayloadSize: { type: 'bytes', meaning: 'payload of an invocation, and its result' },
  truncationSize: { type: 'bytes', meaning: 'what is kept of a result that is too large' },
  warmedContainerKeepingCount: { type: 'count', meaning: 'idle containers of an action kept beyond the usual time' },
  warmedContainerKeepingTimeout: { type: 'duration', meaning: 'how much longer these are kept' },
  maxActionInstances: { type: 'count', meaning: 'containers of one action at a time', least: 1 },
};

const LARGEST = 2 ** 31 - 1;
const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
const KIND = /^[a-z0-9][a-z0-9._-]*(?::[a-z0-9._-]+)?$/;

/** Fields of a limits document to change; null takes one away. */
export type LimitChanges = Readonly<Record<string, unknown>>;

/**
 * The document after the changes. Numbers may be given as text, sizes with a unit.
 * @throws AdministrationRefusal invalid, naming the field
 */
export function changeLimits(present: NamespaceLimits, changes: LimitChanges): NamespaceLimits {
  const changed: Record<string, unknown> = { ...present };
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(limitFields, name))
      throw invalid(`there is no limit '${name}'. Limits are: ${Object.keys(limitFields).join(', ')}.`);
    if (value === null) delete changed[name];
    else changed[name] = readLimit(name as keyof NamespaceLimits, value);
  }
  const limits = changed as NamespaceLimits;
  for (const what of ['Memory', 'Logs', 'Timeout', 'Concurrency'] as const) checkOrder(limits, what);
  return limits;
}

function checkOrder(limits: NamespaceLimits, what: 'Memory' | 'Logs' | 'Timeout' | 'Concurrency'): void {
  const [least, most] = [limits[`minAction${what}`], limits[`maxAction${what}`]];
  if (least !== undefined && most !== undefined && least > most)
    throw invalid(`minAction${what} (${least}) is above maxAction${what} (${most}): no action could be written.`);
}

function readLimit(name: keyof NamespaceLimits, value: unknown): unknown {
  const { type, least = 0 } = limitFields[name];
  if (type === 'kinds') return readKinds(name, value);
  if (type === 'flag') return readFlag(name, value);
  if (type === 'duration') return readDuration(name, value);
  const number = type === 'bytes' ? readSize(value) : readWhole(value);
  if (number !== undefined && number >= least && number <= LARGEST) return number;
  const unit = type === 'bytes' ? ' of bytes, or one with KB or MB' : type === 'count' ? '' : ` of ${type}`;
  throw invalid(`${name} cannot be ${shown(value)}: it must be a whole number${unit}, ${least} to ${LARGEST}.`);
}

function readWhole(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' && /^\d{1,10}$/.test(value.trim()) ? Number(value) : undefined;
}

/** As `GET /limits` prints them, `1048576 B`, and in larger units. */
function readSize(value: unknown): number | undefined {
  if (typeof value !== 'string') return readWhole(value);
  const [, number, unit = ''] = /^\s*(\d{1,10})\s*([KMG]?B|)\s*$/i.exec(value) ?? [];
  return number === undefined ? undefined : Number(number) * (UNITS[unit.toUpperCase()] as number);
}

function readKinds(name: string, value: unknown): readonly string[] {
  const kinds: unknown[] = Array.isArray(value) ? value : [];
  const texts = kinds.filter((kind): kind is string => typeof kind === 'string' && KIND.test(kind));
  if (texts.length > 0 && texts.length === kinds.length) return [...new Set(texts)];
  throw invalid(
    `${name} cannot be ${shown(value)}: it must be one kind or more, such as nodejs:20, sequence or blackbox.`,
  );
}

function readFlag(name: string, value: unknown): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalid(`${name} cannot be ${shown(value)}: it must be true or false.`);
}

function readDuration(name: string, value: unknown): string {
  if (typeof value === 'string' && parseDuration(value) !== undefined) return value.trim();
  throw invalid(`${name} cannot be ${shown(value)}: it must be a duration with its unit, such as '10 minutes'.`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100);
}
