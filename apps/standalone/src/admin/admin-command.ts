import type { AdminCommand } from '@whisker/administration';
import type { JsonValue } from '@whisker/entities';
import { Command } from 'commander';
import { readSettings } from '../config';
import { exitCodeOf, explain } from '../failures';
import { limitsCommand } from './limits-command';
import { namespaceCommand } from './namespace-command';
import type { Printed } from './printed';
import { userCommand } from './user-command';

/** Has a command carried out and prints its answer: as JSON if `--json` is given, else as `print` says. */
export type Perform = (cli: Command, command: AdminCommand, print: (answer: never) => Printed) => Promise<void>;

/** `whisker admin`: users, keys and limits, after OpenWhisk's wskadmin. */
export function adminCommand(): Command {
  return new Command('admin')
    .description('users, their keys and the limits of their namespaces; the platform may run or not')
    .option('--data <folder>', 'data folder of the platform (default: .whisker)')
    .option('--keys <mode>', 'plain or hashed, as the platform is run with; only if it is stopped (default: plain)')
    .option('--json', 'print answers as JSON')
    .addCommand(userCommand(perform))
    .addCommand(limitsCommand(perform))
    .addCommand(namespaceCommand(perform));
}

const perform: Perform = async (cli, command, print) => {
  // Limits have flags named like settings of the platform: those are not meant here.
  const { data, keys, json } = cli.optsWithGlobals<{ data?: string; keys?: string; json?: boolean }>();
  try {
    const { carryOut } = await import('./reach.js');
    const answer = await carryOut(readSettings({ data, keys }), command);
    const printed = print(answer as never);
    process.stdout.write(json ? `${JSON.stringify(answer satisfies JsonValue)}\n` : printed.text);
    if (printed.remark !== undefined) process.stderr.write(`whisker: ${printed.remark}\n`);
    process.exitCode = printed.exitCode ?? 0;
  } catch (error) {
    process.stderr.write(`whisker: ${explain(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
};
