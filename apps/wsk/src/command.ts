import { usageFailure } from './failure';
import type { Flags, FlagSpec } from './flags';
import type { PairInputs, PairTarget } from './parameters';
import type { Session } from './session';

/** How many arguments a command takes, and the sentence for who gives fewer or more. */
export interface ArgumentRule {
  readonly min: number;
  readonly max: number;
  /** A sentence: `An action name is required.` */
  readonly required: string;
  /** Which of too many arguments are the superfluous ones; default `last`. */
  readonly surplus?: 'first' | 'last';
}

/** What a command is run with. */
export interface CommandInput {
  readonly args: readonly string[];
  readonly flags: Flags;
  readonly pairs: PairInputs;
  readonly session: Session;
}

/** One command: how it is typed, and what it does. */
export interface CommandSpec {
  readonly name: string;
  /** The arguments, as help shows them: `ACTION_NAME [FILE]`. */
  readonly usage: string;
  readonly description: string;
  /** A function where what was typed decides. */
  readonly arguments: ArgumentRule | ((flags: Flags, args: readonly string[]) => ArgumentRule);
  readonly flags?: readonly FlagSpec[];
  /** The flags of parameters and annotations that it takes; default none. */
  readonly pairs?: readonly PairTarget[];
  /** Whether flags of its own have the names of global ones that take a value, which it then lacks. Default false. */
  readonly redefinesGlobals?: boolean;
  /** Rejects with a `Failure`; any other error is a defect. */
  run(input: CommandInput): Promise<void>;
}

/** Commands about one kind of thing: `wsk action ...`. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly CommandSpec[];
}

/** A group whose commands are loaded only for who types its name: `wsk` has to start quickly. */
export interface GroupEntry extends Pick<CommandGroup, 'name' | 'description'> {
  load(): Promise<CommandGroup>;
}

/** Throws a usage failure where the arguments are too few or too many. */
export function checkArguments(spec: CommandSpec, args: readonly string[], flags: Flags): void {
  const rule = typeof spec.arguments === 'function' ? spec.arguments(flags, args) : spec.arguments;
  if (args.length < rule.min) throw usageFailure(`Invalid argument(s). ${rule.required}`);
  const excess = args.length - rule.max;
  if (excess <= 0) return;
  const surplus = rule.surplus === 'first' ? args.slice(0, excess) : args.slice(rule.max);
  throw usageFailure(`Invalid argument(s): ${surplus.join(', ')}. ${rule.required}`);
}

/** The argument at `at`; for those that {@link checkArguments} has seen to. */
export function argument(input: CommandInput, at: number): string {
  return input.args[at] ?? '';
}
