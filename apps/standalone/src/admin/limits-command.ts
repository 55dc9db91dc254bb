import { limitFields, type ShownLimits } from '@whisker/administration';
import { Command } from 'commander';
import type { Perform } from './admin-command';
import * as printed from './printed';

/** Takes a limit away, so that the system's holds. */
const NONE = 'none';

type LimitFlags = Readonly<Record<string, string | readonly string[] | boolean>>;

/** `whisker admin limits …` */
export function limitsCommand(perform: Perform): Command {
  const limits = new Command('limits').description('manage the limits of namespaces');
  addSet(limits, perform);
  limits
    .command('get <namespace>')
    .description('show the limits of a namespace (if it has none, the system’s apply)')
    .action((namespace: string, _: LimitFlags, cli: Command) =>
      perform(cli, { command: 'limits.get', namespace }, (shown: ShownLimits | null) => printed.printedLimits(shown)),
    );
  limits
    .command('delete <namespace>')
    .description('delete the limits of a namespace (the system’s apply)')
    .action((namespace: string, _: LimitFlags, cli: Command) =>
      perform(cli, { command: 'limits.delete', namespace }, () => ({ text: 'Limits deleted\n' })),
    );
  return limits;
}

function addSet(limits: Command, perform: Perform): void {
  const set = limits.command('set <namespace>').description(`set limits of a namespace; '${NONE}' takes one away`);
  for (const [name, { type, meaning }] of Object.entries(limitFields))
    set.option(`--${name} ${type === 'kinds' ? '<kind...>' : `<${type === 'flag' ? 'true|false' : type}>`}`, meaning);
  set
    .option('--enableStoreActivations', 'as --storeActivations true')
    .option('--disableStoreActivations', 'as --storeActivations false')
    .action((namespace: string, flags: LimitFlags, cli: Command) => {
      const command = { command: 'limits.set', namespace, limits: changesOf(flags) } as const;
      return perform(cli, command, (shown: ShownLimits) => printed.printedLimitsSet(shown));
    });
}

/** The flags as changes of the limits document. */
export function changesOf(flags: LimitFlags): Record<string, unknown> {
  const { enableStoreActivations, disableStoreActivations, ...given } = flags;
  const stored = {
    ...(enableStoreActivations && { storeActivations: true }),
    ...(disableStoreActivations && { storeActivations: false }),
  };
  const changes = Object.entries(given).map(([name, value]) => [name, String(value) === NONE ? null : value] as const);
  return { ...stored, ...Object.fromEntries(changes) };
}
