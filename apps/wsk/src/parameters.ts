import { usageFailure } from './failure';
import { readInputFile } from './input-file';
import type { Surroundings } from './surroundings';

/** One `key`, `value` entry of an entity. */
export interface KeyValue {
  readonly key: string;
  readonly value: unknown;
}

/** What a flag of this family feeds. */
export type PairTarget = 'param' | 'annotation' | 'feedParam' | 'triggerParam';

/** One occurrence on the command line, before files are opened. */
export type PairInput =
  | { readonly from: 'argument'; readonly key: string; readonly value: string }
  | { readonly from: 'file'; readonly path: string };

/** Per target, the occurrences in the order they were typed, which is the order that decides. */
export type PairInputs = Readonly<Record<PairTarget, readonly PairInput[]>>;

/** A flag that takes a key and a value, or the path of a file of them. */
export interface PairFlag {
  readonly target: PairTarget;
  readonly short: string;
  readonly long: string;
  readonly takes: 'pair' | 'file';
  readonly description: string;
}

/** The whole family. */
export const pairFlags: readonly PairFlag[] = [
  { target: 'param', short: '-p', long: '--param', takes: 'pair', description: 'parameter KEY with VALUE' },
  { target: 'param', short: '-P', long: '--param-file', takes: 'file', description: 'JSON file of parameters' },
  { target: 'annotation', short: '-a', long: '--annotation', takes: 'pair', description: 'annotation KEY with VALUE' },
  {
    target: 'annotation',
    short: '-A',
    long: '--annotation-file',
    takes: 'file',
    description: 'JSON file of annotations',
  },
  {
    target: 'feedParam',
    short: '-F',
    long: '--feed-param',
    takes: 'pair',
    description: 'parameter for the feed alone',
  },
  {
    target: 'triggerParam',
    short: '-T',
    long: '--trigger-param',
    takes: 'pair',
    description: 'parameter for the trigger alone',
  },
];

const described: Readonly<Record<PairTarget, string>> = {
  param: 'parameter',
  annotation: 'annotation',
  feedParam: 'parameter',
  triggerParam: 'parameter',
};

/**
 * Takes the flags of this family out of the command line. They are read by hand because each takes two words,
 * whatever these look like (`-p offset -5`), and because their order across flags decides which value wins.
 */
export function extractPairs(argv: readonly string[]): { rest: string[]; pairs: PairInputs } {
  const rest: string[] = [];
  const pairs: Record<PairTarget, PairInput[]> = { param: [], annotation: [], feedParam: [], triggerParam: [] };
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--') {
      rest.push(word, ...words);
      break;
    }
    const typed = word;
    const flag = pairFlags.find(({ short, long }) => typed === short || typed === long || typed.startsWith(`${long}=`));
    if (!flag) {
      rest.push(typed);
      continue;
    }
    const [name, inline] = splitInline(typed);
    if (inline !== undefined) words.unshift(inline);
    pairs[flag.target].push(takeInput(flag, name, words));
  }
  return { rest, pairs };
}

/** The inputs as one set of entries: files opened, texts that are JSON parsed, later ones winning. */
export async function readPairs(
  inputs: PairInputs,
  target: PairTarget,
  surroundings: Surroundings,
): Promise<Map<string, unknown>> {
  const entries = new Map<string, unknown>();
  for (const input of inputs[target]) {
    if (input.from === 'argument') entries.set(input.key, parseValue(input.value));
    else for (const [key, value] of await readPairFile(input.path, target, surroundings)) entries.set(key, value);
  }
  return entries;
}

/** The form in which entities carry parameters and annotations. */
export function toKeyValues(entries: ReadonlyMap<string, unknown>): KeyValue[] {
  return Array.from(entries, ([key, value]) => ({ key, value }));
}

/** The reverse of {@link toKeyValues}; nothing gives an empty map. */
export function fromKeyValues(list: readonly KeyValue[] | undefined): Map<string, unknown> {
  return new Map((list ?? []).map(({ key, value }) => [key, value]));
}

function splitInline(word: string): [name: string, inline: string | undefined] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function takeInput(flag: PairFlag, name: string, words: string[]): PairInput {
  const first = words.shift();
  if (flag.takes === 'file') {
    if (first === undefined) throw usageFailure(`An argument must be provided for '${name}'`);
    return { from: 'file', path: first };
  }
  const second = words.shift();
  if (first === undefined || second === undefined) {
    throw usageFailure(`Arguments for '${name}' must be a key/value pair`);
  }
  return { from: 'argument', key: first, value: second };
}

/** Whatever reads as JSON is meant as JSON; the rest is a string. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function readPairFile(
  path: string,
  target: PairTarget,
  surroundings: Surroundings,
): Promise<[string, unknown][]> {
  const text = (await readInputFile(path, surroundings)).toString('utf8');
  const invalid = (reason: string): Error =>
    usageFailure(`The ${described[target]} arguments are invalid: '${path}': ${reason}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid((error as Error).message);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('not a JSON object');
  return Object.entries(value);
}
