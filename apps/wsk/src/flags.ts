import { usageFailure } from './failure';

/** A flag of a command. */
export interface FlagSpec {
  /** `-l, --limit <N>`; one without `<...>` is on or off. */
  readonly flags: string;
  readonly description: string;
  /** How the text after the flag is read; default: as it is. `list` collects the texts of all occurrences. */
  readonly reads?: 'integer' | 'list';
  /** What counts where the flag is not given. */
  readonly default?: number | string;
}

/** The flags of one run. A flag is asked for by its long name, `web-secure` for `--web-secure`. */
export class Flags {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  /** Whether a flag without a value was given. */
  on(name: string): boolean {
    return this.value(name) === true;
  }

  /** The text of a flag, if it was given. */
  text(name: string): string | undefined {
    return this.value(name) as string | undefined;
  }

  /** The number of a flag, if it was given or has a default. */
  integer(name: string): number | undefined {
    return this.value(name) as number | undefined;
  }

  /** All texts of a flag that may be repeated. */
  list(name: string): readonly string[] {
    return (this.value(name) as readonly string[] | undefined) ?? [];
  }

  private value(name: string): unknown {
    return this.values[name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase())];
  }
}

/** Reads the text of a flag that wants a whole number. */
export function readInteger(flags: string, text: string): number {
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw usageFailure(`Invalid argument '${text}' for '${flags}': a whole number is required.`);
  }
  return value;
}

/** The flags of commands that list. */
export const listFlags: readonly FlagSpec[] = [
  { flags: '-s, --skip <N>', description: 'leave out the first N', reads: 'integer', default: 0 },
  { flags: '-l, --limit <N>', description: 'list N at most', reads: 'integer', default: 30 },
];

export const nameSortFlag: FlagSpec = {
  flags: '-n, --name-sort',
  description: 'sort what was fetched by name',
};

export const summaryFlag: FlagSpec = { flags: '-s, --summary', description: 'show a description instead of JSON' };
