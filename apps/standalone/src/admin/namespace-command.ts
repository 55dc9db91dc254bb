import type { ShownNamespace } from '@whisker/administration';
import { Command } from 'commander';
import type { Perform } from './admin-command';
import { printedNamespaces } from './printed';

/** `whisker admin namespace …` */
export function namespaceCommand(perform: Perform): Command {
  const namespace = new Command('namespace').description('look at namespaces');
  namespace
    .command('list')
    .description('show all namespaces, who has keys for them, and which are blocked')
    .action((_: unknown, cli: Command) =>
      perform(cli, { command: 'namespace.list' }, (namespaces: readonly ShownNamespace[]) =>
        printedNamespaces(namespaces),
      ),
    );
  return namespace;
}
