import { argument, type CommandInput, type CommandSpec } from '../command';
import { usageFailure } from '../failure';

const shells = ['bash', 'zsh'] as const;

/** `wsk completion bash`. */
export const completionCommand: CommandSpec = {
  name: 'completion',
  usage: `(${shells.join(' | ')})`,
  description: 'print a script that completes commands and flags in a shell',
  arguments: { min: 1, max: 1, required: `The name of a shell is required: ${shells.join(' or ')}.` },
  run: async (input) => void input.session.surroundings.stdout.write(await completionScript(shellOf(input))),
};

/** The script for a shell. */
export async function completionScript(shell: (typeof shells)[number]): Promise<string> {
  const [{ groups, commands }, { completionPlaces }, { bashCompletion, zshCompletion }] = await Promise.all([
    import('./index.js'),
    import('../completion/words.js'),
    import('../completion/bash.js'),
  ]);
  const places = completionPlaces(await Promise.all(groups.map((entry) => entry.load())), commands);
  return shell === 'zsh' ? zshCompletion(places) : bashCompletion(places);
}

function shellOf(input: CommandInput): (typeof shells)[number] {
  const typed = argument(input, 0);
  const shell = shells.find((name) => name === typed.toLowerCase());
  if (shell === undefined)
    throw usageFailure(`There is no completion for '${typed}', only for ${shells.join(' and ')}.`);
  return shell;
}
