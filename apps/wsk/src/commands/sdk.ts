import { resolve } from 'node:path';
import { argument, type CommandGroup, type CommandInput } from '../command';
import { exitCodes, Failure, usageFailure } from '../failure';
import { completionScript } from './completion';

/** The name that users of other builds of wsk know. */
const COMPLETION_FILE = 'wsk_cli_bash_completion.sh';

const COMPONENT_REQUIRED =
  'The SDK component argument is missing. One component (docker, ios, or bashauto) must be specified';

/** `wsk sdk ...`. */
export const sdkGroup: CommandGroup = {
  name: 'sdk',
  description: 'install what belongs to wsk',
  commands: [
    {
      name: 'install',
      usage: '(docker | iOS | bashauto)',
      description: 'install the completion for bash; the other two are not offered',
      arguments: { min: 1, max: 1, required: COMPONENT_REQUIRED },
      flags: [{ flags: '-s, --stdout', description: 'print the completion instead of writing it to a file' }],
      run: install,
    },
  ],
};

async function install(input: CommandInput): Promise<void> {
  const typed = argument(input, 0);
  const component = typed.toLowerCase();
  if (component === 'bashauto') return installCompletion(input);
  if (component !== 'docker' && component !== 'ios') {
    throw usageFailure(
      `The SDK component argument '${typed}' is invalid. Valid components are docker, ios and bashauto`,
    );
  }
  throw new Failure(`This deployment offers no SDK for ${typed}. ${instead[component]}`, exitCodes.general);
}

const instead = {
  docker: 'An image for --docker is any that serves POST /init and /run on port 8080.',
  ios: 'An app reaches actions as web actions: wsk action get NAME --url tells their address.',
};

async function installCompletion({ session, flags }: CommandInput): Promise<void> {
  const { files, cwd, stdout } = session.surroundings;
  const script = await completionScript('bash');
  if (flags.on('stdout')) return void stdout.write(script);
  await files.writeNew(resolve(cwd, COMPLETION_FILE), script).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw usageFailure(`The file '${COMPLETION_FILE}' already exists`);
  });
  session.out.lines([
    `The bash auto-completion script (${COMPLETION_FILE}) is installed in the current directory.`,
    'To enable command line completion of wsk commands, source the auto completion script into your bash environment',
  ]);
}
