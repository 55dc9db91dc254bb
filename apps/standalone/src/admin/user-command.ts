import type { BlockOutcome, NewKey, ShownKey, ShownUser, Whose } from '@whisker/administration';
import { Command, InvalidArgumentError } from 'commander';
import type { Perform } from './admin-command';
import * as printed from './printed';

interface UserFlags {
  readonly namespace?: string;
  readonly auth?: string;
  readonly all?: boolean;
  readonly key?: boolean;
  readonly pick?: number;
}

const NAMESPACE = '-n, --namespace <name>';

/** `whisker admin user …` */
export function userCommand(perform: Perform): Command {
  const user = new Command('user').description('manage users');
  addKeys(user, perform);
  addBlocks(user, perform);
  user
    .command('get <subject>')
    .description('show the key of a user')
    .option(NAMESPACE, 'for this namespace (default: the one named like the subject)')
    .option('-a, --all', 'for all namespaces')
    .action((subject: string, { namespace = subject, all = false }: UserFlags, cli: Command) => {
      const command = { command: 'user.get', subject, ...(!all && { namespace }) } as const;
      return perform(cli, command, (answer: ShownUser) => printed.printedUser(answer, { all }));
    });
  user
    .command('delete <subject>')
    .description('delete a user; what is in its namespaces stays')
    .option(NAMESPACE, 'delete only the key for this one')
    .action((subject: string, { namespace }: UserFlags, cli: Command) =>
      perform(cli, { command: 'user.delete', subject, namespace }, () => printed.printedDeletion(namespace)),
    );
  return user;
}

function addKeys(user: Command, perform: Perform): void {
  user
    .command('create <subject>')
    .description('make a user, or give it one more namespace, and show the key')
    .option(NAMESPACE, 'namespace of the key (default: named like the subject)')
    .option('-u, --auth <uuid:key>', 'use this key (default: a new one)')
    .action((subject: string, { namespace, auth }: UserFlags, cli: Command) =>
      perform(cli, { command: 'user.create', subject, namespace, auth }, (made: NewKey) => printed.printedNewKey(made)),
    );
  user
    .command('rotate <subject>')
    .description('give a user a new key and show it; the old one is refused from now on')
    .option(NAMESPACE, 'namespace of the key (default: named like the subject)')
    .action((subject: string, { namespace }: UserFlags, cli: Command) =>
      perform(cli, { command: 'user.rotate', subject, namespace }, (made: NewKey) => printed.printedNewKey(made)),
    );
  user
    .command('list <namespace>')
    .description('show the keys for a namespace')
    .option('-p, --pick <N>', 'no more than so many (default: 1)', count)
    .option('-a, --all', 'all of them')
    .option('-k, --key', 'only the keys, not whose they are')
    .action((namespace: string, { pick = 1, all, key = false }: UserFlags, cli: Command) => {
      const view = { namespace, pick: all ? Infinity : pick, keysOnly: key };
      const print = (keys: readonly ShownKey[]) => printed.printedKeys(keys, view);
      return perform(cli, { command: 'user.list', namespace }, print);
    });
  user
    .command('whois <authkey>')
    .description('tell whose a key is, given as uuid:key or by its uuid alone')
    .action((auth: string, _: UserFlags, cli: Command) =>
      perform(cli, { command: 'user.whois', auth }, (found: readonly Whose[]) => printed.printedWhois(found)),
    );
}

function addBlocks(user: Command, perform: Perform): void {
  for (const what of ['block', 'unblock'] as const) {
    user
      .command(`${what} <subjects...>`)
      .description(`${what} one or more users`)
      .action((subjects: string[], _: UserFlags, cli: Command) => {
        const print = (outcomes: readonly BlockOutcome[]) => printed.printedOutcomes(outcomes, what);
        return perform(cli, { command: `user.${what}`, subjects }, print);
      });
  }
}

function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('pick at least 1 identity to show.');
}
