import { Command, Option } from 'commander';
import type { CommandGroup, CommandSpec } from './command';
import type { GlobalFlags } from './config';
import { usageFailure } from './failure';
import { Flags, readInteger, type FlagSpec } from './flags';
import { pairFlags } from './parameters';
import type { TextSink } from './surroundings';

/** A command as it was typed. */
export interface Invocation {
  readonly spec: CommandSpec;
  readonly args: readonly string[];
  readonly flags: Flags;
  readonly globals: GlobalFlags;
}

/** What the tree of commands is made of. */
export interface ProgramParts {
  readonly groups: readonly CommandGroup[];
  readonly commands: readonly CommandSpec[];
  /** Receives help. */
  readonly stdout: TextSink;
  execute(invocation: Invocation): Promise<void>;
}

const switches: readonly FlagSpec[] = [
  { flags: '-v, --verbose', description: 'show requests and answers' },
  { flags: '-d, --debug', description: 'show what the command does' },
  { flags: '-i, --insecure', description: 'accept any certificate of the server' },
];

const connectionFlags: readonly FlagSpec[] = [
  { flags: '--apihost <HOST>', description: 'HOST of the API' },
  { flags: '-u, --auth <KEY>', description: 'authorization KEY' },
  { flags: '--apiversion <VERSION>', description: 'VERSION of the API' },
  { flags: '--cert <FILE>', description: 'client certificate' },
  { flags: '--key <FILE>', description: 'key of the client certificate' },
];

/** Builds the tree. Mistakes of typing come out of its `parseAsync` as commander's errors, help goes to `stdout`. */
export function buildProgram(parts: ProgramParts): Command {
  const program = new Command('wsk')
    .description('Command line of a functions platform')
    .exitOverride()
    // Commander sends the help of a group without a command to the error stream; here it is an answer like any other.
    .configureOutput({
      writeOut: (text) => parts.stdout.write(text),
      writeErr: (text) => parts.stdout.write(text),
      outputError: () => undefined,
    })
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .enablePositionalOptions();
  addBranchParts(program);
  for (const group of parts.groups) {
    const command = program.command(group.name).description(group.description);
    addBranchParts(command);
    for (const spec of group.commands) addCommand(command, spec, parts);
  }
  for (const spec of parts.commands) addCommand(program, spec, parts);
  return program;
}

/** The flags that a command takes besides those of its own. */
export function globalFlagsOf(spec: CommandSpec): readonly FlagSpec[] {
  return spec.redefinesGlobals ? switches : [...switches, ...connectionFlags];
}

function addCommand(parent: Command, spec: CommandSpec, parts: ProgramParts): void {
  const globals = globalFlagsOf(spec);
  const command = headed(parent.command(spec.name).description(spec.description));
  // The arguments are counted by the specs, whose sentences users know.
  command.usage(`${spec.usage} [flags]`.trim()).allowExcessArguments();
  addFlags(command, spec.flags ?? []);
  addPairFlags(command, spec);
  command.optionsGroup('Global Flags:');
  addFlags(command, globals);
  command.action(() => {
    const flags = new Flags(command.opts());
    return parts.execute({ spec, args: command.args, flags, globals: collectGlobals(command, globals) });
  });
}

/** What the root and the groups have. */
function addBranchParts(command: Command): void {
  headed(command).usage('[command] [flags]').helpCommand('help [command]', 'show the help of a command');
  addFlags(command, [...switches, ...connectionFlags]);
}

/** The words above the parts of help. */
function headed(command: Command): Command {
  return command.commandsGroup('Available Commands:').optionsGroup('Flags:').helpOption('-h, --help', 'show this help');
}

function addFlags(command: Command, specs: readonly FlagSpec[]): void {
  for (const spec of specs) {
    const option = new Option(spec.flags, spec.description);
    if (spec.default !== undefined) option.default(spec.default);
    if (spec.reads === 'integer') option.argParser((text: string) => readInteger(spec.flags, text));
    if (spec.reads === 'list') option.argParser((text: string, list: string[] | undefined) => [...(list ?? []), text]);
    command.addOption(option);
  }
}

/** Only for help: they are taken out of the command line before commander sees it, unless hidden in `-bp`. */
function addPairFlags(command: Command, spec: CommandSpec): void {
  for (const { target, short, long, takes, description } of pairFlags) {
    if (!spec.pairs?.includes(target)) continue;
    const option = new Option(`${short}, ${long} <${takes === 'pair' ? 'KEY VALUE' : 'FILE'}>`, description);
    option.argParser(() => {
      throw usageFailure(`'${short}' must not be joined with other flags`);
    });
    command.addOption(option);
  }
}

/** Global flags may stand before the group, before the command and after it; the last word counts. */
function collectGlobals(command: Command, own: readonly FlagSpec[]): GlobalFlags {
  const ownNames = new Set(own.map(({ flags }) => new Option(flags).attributeName()));
  const ownValues = Object.entries(command.opts()).filter(([name]) => ownNames.has(name));
  const inherited = [command.parent?.parent?.opts(), command.parent?.opts()];
  const values = Object.assign({}, ...inherited, Object.fromEntries(ownValues)) as Partial<GlobalFlags>;
  return {
    ...values,
    insecure: Boolean(values.insecure),
    verbose: Boolean(values.verbose),
    debug: Boolean(values.debug),
  };
}
