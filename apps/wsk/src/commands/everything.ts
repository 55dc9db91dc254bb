import type { ArgumentRule, CommandSpec } from '../command';
import { nameSortFlag, type Flags } from '../flags';

const noArguments: ArgumentRule = { min: 0, max: 0, required: 'No arguments are required.' };

/** Naming the namespace of the key changes nothing and is let pass. */
export function ownNamespaceAtMost(_flags: Flags, [first]: readonly string[]): ArgumentRule {
  return first === '/_' ? { ...noArguments, max: 1 } : noArguments;
}

/** `wsk list`: the same as `wsk namespace get`. */
export const listEverythingCommand: CommandSpec = {
  name: 'list',
  usage: '',
  description: 'list everything in the namespace of the key',
  arguments: ownNamespaceAtMost,
  flags: [nameSortFlag],
  run: async (input) => (await import('./namespace.js')).listEntities(input),
};
