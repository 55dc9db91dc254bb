import type { CommandGroup, CommandSpec } from '../command';
import { pairFlags } from '../parameters';
import { globalFlagsOf } from '../program';

/** What may follow at one place of the tree of commands. */
export interface CompletionPlace {
  /** `/` for the root, `/action`, `/action/create`. */
  readonly path: string;
  /** The names of groups and commands. */
  readonly names: readonly string[];
  /** `-l`, `--limit`. */
  readonly flags: readonly string[];
}

const HELP = ['-h', '--help'];

/** Every place of the tree, the root first. */
export function completionPlaces(groups: readonly CommandGroup[], commands: readonly CommandSpec[]): CompletionPlace[] {
  const leaf = (path: string, spec: CommandSpec): CompletionPlace => ({
    path: `${path}/${spec.name}`,
    names: [],
    flags: flagsOf(spec),
  });
  const names = [...groups, ...commands].map(({ name }) => name);
  return [
    { path: '', names: [...names, 'help'], flags: HELP },
    ...groups.flatMap((group) => [
      { path: `/${group.name}`, names: group.commands.map(({ name }) => name), flags: HELP },
      ...group.commands.map((spec) => leaf(`/${group.name}`, spec)),
    ]),
    ...commands.map((spec) => leaf('', spec)),
  ];
}

function flagsOf(spec: CommandSpec): string[] {
  const plain = [...(spec.flags ?? []), ...globalFlagsOf(spec)].flatMap(
    ({ flags }) => flags.match(/--?[a-z-]+/g) ?? [],
  );
  const pairs = pairFlags.filter(({ target }) => spec.pairs?.includes(target));
  return [...new Set([...plain, ...pairs.flatMap(({ short, long }) => [short, long]), ...HELP])];
}
