import { Command } from 'commander';
import { adminCommand } from './admin/admin-command';
import { defaultMemoryMb, readSettings } from './config';
import { exitCodeOf, explain } from './failures';

/** The `whisker` command. Commands are loaded when they run: `whisker doctor` needs no server. */
export function program(): Command {
  const whisker = new Command('whisker').description('A functions platform that speaks the Apache OpenWhisk API');
  whisker
    .command('up')
    .description('run the platform: all roles in this process, data on the local disk')
    .option('--port <number>', 'port of the API; 0 picks a free one (default: 3233)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--data <folder>', 'where data is kept (default: .whisker)')
    .option('--memory <MB>', `memory for action containers (default: ${defaultMemoryMb()})`)
    .option('--isolation <mode>', 'auto, required or none: whether actions run in a sandbox (default: auto)')
    .option('--api-gateway <on|off>', 'whether to serve the APIs that `wsk api` defines (default: on)')
    .option('--keys <mode>', 'plain or hashed: what is stored of the keys of users (default: plain)')
    .option(
      '--vanity-host <domain>',
      'show the web actions of each namespace at {namespace}.<domain> (default: nowhere)',
    )
    .option('--json', 'print one line of JSON once ready, and nothing else')
    .action(
      guarded(async (flags) => (await import('./up.js')).up(readSettings(flags), { json: flags['json'] === true })),
    );
  whisker
    .command('doctor')
    .description('tell what this machine can do and what is missing')
    .option('--json', 'print the findings as JSON')
    .option('--data <folder>', 'where data is kept (default: .whisker)')
    .action(
      guarded(async (flags) =>
        (await import('./doctor.js')).doctor(readSettings(flags), { json: flags['json'] === true }),
      ),
    );
  whisker.addCommand(adminCommand());
  return whisker;
}

type Flags = Readonly<Record<string, unknown>>;

/** A failure ends the process with one sentence that says what to do. */
function guarded(run: (flags: Flags) => Promise<void>): (flags: Flags) => Promise<void> {
  return async (flags) => {
    try {
      await run(flags);
    } catch (error) {
      process.stderr.write(`whisker: ${explain(error)}\n`);
      process.exitCode = exitCodeOf(error);
      // A server that failed to start may have left timers or children behind.
      setTimeout(() => process.exit(), 2000).unref();
    }
  };
}
