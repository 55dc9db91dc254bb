import type { JsonValue } from '@whisker/entities';
import type { Administration, AdministrationParts } from './administration';
import { invalid } from './refusal';

/** What an administrator asks for: the command and its arguments. */
export interface AdminCommand {
  readonly command: CommandName;
  readonly [argument: string]: unknown;
}

interface Command {
  readonly changes: boolean;
  readonly run: (on: AdministrationParts, given: Arguments) => Promise<unknown>;
}

const reads = (run: Command['run']): Command => ({ changes: false, run });
const changes = (run: Command['run']): Command => ({ changes: true, run });

/** All commands, by name. */
const commands = {
  'user.create': changes(({ users }, given) => users.create({ ...given.whose(), auth: given.optional('auth') })),
  'user.rotate': changes(({ users }, given) => users.rotate(given.whose())),
  'user.get': reads(({ users }, given) => users.get(given.whose())),
  'user.delete': changes(({ users }, given) => users.delete(given.whose())),
  'user.list': reads(({ users }, given) => users.list(given.text('namespace'))),
  'user.whois': reads(({ users }, given) => users.whois(given.text('auth'))),
  'user.block': changes(({ users }, given) => users.block(given.texts('subjects'))),
  'user.unblock': changes(({ users }, given) => users.unblock(given.texts('subjects'))),
  'limits.set': changes(({ namespaces }, given) =>
    namespaces.setLimits(given.text('namespace'), given.object('limits')),
  ),
  'limits.get': reads(({ namespaces }, given) => namespaces.limits(given.text('namespace'))),
  'limits.delete': changes(({ namespaces }, given) => namespaces.deleteLimits(given.text('namespace'))),
  'namespace.list': reads(({ namespaces }) => namespaces.list()),
} satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof commands;

/**
 * Runs a command that came from outside the process, as it came.
 * @returns its answer as JSON; null if it has none
 * @throws AdministrationRefusal, and what the store throws
 */
export async function runCommand(administration: Administration, asked: unknown): Promise<JsonValue> {
  const given = new Arguments(asked);
  const name = given.text('command');
  if (!Object.hasOwn(commands, name))
    throw invalid(`there is no command '${name}'. Commands are: ${Object.keys(commands).join(', ')}.`);
  const { changes: writes, run } = commands[name as CommandName];
  const work = (on: AdministrationParts) => run(on, given);
  const answer = await (writes ? administration.change(work) : administration.read(work));
  return (answer ?? null) as JsonValue;
}

/** Reads the arguments of a command. @throws AdministrationRefusal invalid, naming the argument */
class Arguments {
  readonly #given: Readonly<Record<string, unknown>>;

  constructor(given: unknown) {
    if (!isObject(given)) throw invalid('a command must be a JSON object.');
    this.#given = given;
  }

  text(name: string): string {
    const value = this.optional(name);
    if (value === undefined) throw invalid(`'${name}' is missing.`);
    return value;
  }

  optional(name: string): string | undefined {
    const value = this.#given[name] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw invalid(`'${name}' must be a text.`);
    return value;
  }

  texts(name: string): readonly string[] {
    const value = this.#given[name];
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value as string[];
    throw invalid(`'${name}' must be a list of texts.`);
  }

  object(name: string): Readonly<Record<string, unknown>> {
    const value = this.#given[name];
    if (isObject(value)) return value;
    throw invalid(`'${name}' must be a JSON object.`);
  }

  whose(): { readonly subject: string; readonly namespace: string | undefined } {
    return { subject: this.text('subject'), namespace: this.optional('namespace') };
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
