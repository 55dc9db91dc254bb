import { CommanderError } from 'commander';
import { checkArguments, type CommandGroup } from './command';
import { commands, groups } from './commands';
import { AlreadyReported, exitCodes, Failure, usageFailure } from './failure';
import { extractPairs, pairFlags, type PairInputs } from './parameters';
import { buildProgram, type Invocation } from './program';
import { openSession } from './session';
import type { Surroundings } from './surroundings';

/**
 * Runs one command line, without the name of the program.
 *
 * @returns the exit code of the process. Never rejects.
 */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    const { rest, pairs } = extractPairs(argv);
    const execute = (invocation: Invocation): Promise<void> => runCommand(invocation, pairs, surroundings);
    const parts = { groups: await loadGroups(rest), commands, stdout: surroundings.stdout, execute };
    await buildProgram(parts).parseAsync(rest, { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    return report(error, surroundings);
  }
}

/** The groups; those that no word names stay without commands, since nobody will see them. */
function loadGroups(words: readonly string[]): Promise<CommandGroup[]> {
  return Promise.all(groups.map((entry) => (words.includes(entry.name) ? entry.load() : { ...entry, commands: [] })));
}

async function runCommand(invocation: Invocation, pairs: PairInputs, surroundings: Surroundings): Promise<void> {
  const { spec, args, flags, globals } = invocation;
  const stray = pairFlags.find(({ target }) => pairs[target].length > 0 && !spec.pairs?.includes(target));
  if (stray) throw usageFailure(`unknown option '${stray.long}'`);
  checkArguments(spec, args, flags);
  const session = await openSession(globals, surroundings);
  try {
    await spec.run({ args, flags, pairs, session });
  } finally {
    await session.client.close();
  }
}

function report(error: unknown, { stderr }: Surroundings): number {
  if (error instanceof AlreadyReported) return error.exitCode;
  const failure = asFailure(error);
  if (!failure) return exitCodes.success;
  stderr.write(`error: ${failure.message}\n`);
  if (failure.pointsToHelp) stderr.write("\nRun 'wsk --help' for usage.\n");
  return failure.exitCode;
}

/** Nothing for the help that commander delivers as if it were an error. */
function asFailure(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (!(error instanceof CommanderError)) {
    return new Failure(error instanceof Error ? error.message : String(error), exitCodes.general);
  }
  if (error.code === 'commander.help' || error.code === 'commander.helpDisplayed') return undefined;
  return usageFailure(error.message.replace(/^error: /, ''));
}
