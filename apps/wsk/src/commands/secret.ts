import { TextDecoder } from 'node:util';
import { argument, type ArgumentRule, type CommandGroup, type CommandInput } from '../command';
import { explained, usageFailure } from '../failure';
import { listFlags } from '../flags';
import { readInputFile } from '../input-file';
import { collectionPath, parseEntityName, parseNamespace } from '../names';
import { formatLocalTime } from '../output/date-time';

/** A secret as the API shows it: never its value. */
interface SecretDocument {
  readonly namespace: string;
  readonly name: string;
  /** epoch ms */
  readonly updated: number;
}

const NAME_WIDTH = 70;

const nameArgument: ArgumentRule = { min: 1, max: 1, required: 'A secret name is required.' };

/** `wsk secret ...`: what parameters refer to as `{"$secret": "NAME"}`. */
export const secretGroup: CommandGroup = {
  name: 'secret',
  description: 'work with secrets',
  commands: [
    {
      name: 'set',
      usage: 'SECRET_NAME',
      description: 'create or replace a secret; its value is read from standard input, or asked for at a terminal',
      // A value among the arguments would stay in the shell's history, and show in the list of processes.
      arguments: {
        ...nameArgument,
        required: 'A secret name is required. The value is read from standard input or a file.',
      },
      flags: [{ flags: '-f, --file <FILE>', description: 'FILE holding the value, which is taken as it is' }],
      run: set,
    },
    {
      name: 'list',
      usage: '[/NAMESPACE]',
      description: 'list the secrets of a namespace and when they were set',
      arguments: { min: 0, max: 1, required: 'An optional namespace is the only valid argument.' },
      flags: listFlags,
      run: list,
    },
    {
      name: 'delete',
      usage: 'SECRET_NAME',
      description: 'delete a secret',
      arguments: nameArgument,
      run: remove,
    },
  ],
};

async function set(input: CommandInput): Promise<void> {
  const { name, path } = named(input);
  const value = await readValue(input, name);
  if (value === '') throw usageFailure(`The secret '${name}' has no value: nothing was given.`);
  const { client, out } = input.session;
  await explained(`Unable to set secret '${name}'`, client.request({ method: 'PUT', path, body: { value } }));
  out.line(`ok: set secret ${name}`);
}

async function list({ session: { client, out }, args, flags }: CommandInput): Promise<void> {
  const namespace = parseNamespace(args[0]);
  const query = { limit: flags.integer('limit'), skip: flags.integer('skip') };
  const request = { method: 'GET', path: collectionPath('secrets', namespace), query } as const;
  const sentence = `Unable to obtain the list of secrets for namespace '${namespace}'`;
  const secrets = await explained(sentence, client.request<readonly SecretDocument[]>(request));
  out.lines(['secrets', ...secrets.map(row)]);
}

async function remove(input: CommandInput): Promise<void> {
  const { name, path } = named(input);
  const { client, out } = input.session;
  await explained(`Unable to delete secret '${name}'`, client.request({ method: 'DELETE', path }));
  out.line(`ok: deleted secret ${name}`);
}

function named(input: CommandInput): { name: string; path: string } {
  const { namespace, path: name } = parseEntityName(argument(input, 0));
  if (name.includes('/')) throw usageFailure(`A secret lies in no package: '${name}' cannot be its name.`);
  return { name, path: collectionPath('secrets', namespace, name) };
}

async function readValue({ session: { surroundings }, flags }: CommandInput, name: string): Promise<string> {
  const file = flags.text('file');
  if (file !== undefined) return decode(await readInputFile(file, surroundings));
  const given = decode(await surroundings.readSecret(`Value of '${name}': `));
  // The end of the line that `echo` or the Enter key adds is not meant.
  return given.replace(/\r?\n$/, '');
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw usageFailure('The value of a secret must be text in UTF-8. Encode other data, in base64 for example.');
  }
}

function row({ namespace, name, updated }: SecretDocument): string {
  return `${`/${namespace}/${name}`.padEnd(NAME_WIDTH)} ${formatLocalTime(updated)}`;
}
