import type { ArgumentRule, CommandGroup, CommandInput } from '../command';
import { DEFAULT_API_VERSION, hostUrl, propertiesPath } from '../config';
import { exitCodes, Failure, usageFailure } from '../failure';
import type { FlagSpec } from '../flags';
import { editProperties, readPropertiesFile, type PropertyKey } from '../properties-file';
import type { Surroundings } from '../surroundings';
import { getProperties, getPropertyFlags } from './property-get';

/** A property that the user may set. */
interface Settable {
  /** The name of its flag. */
  readonly flag: string;
  readonly short?: string;
  readonly property: PropertyKey;
  /** What users know it as. */
  readonly title: string;
  /** Whether the confirmation leaves the value out. */
  readonly isDiscreet: boolean;
  readonly afterUnset?: string;
}

const settables: readonly Settable[] = [
  { flag: 'auth', short: '-u', property: 'AUTH', title: 'whisk auth', isDiscreet: true },
  { flag: 'apihost', property: 'APIHOST', title: 'whisk API host', isDiscreet: false },
  {
    flag: 'apiversion',
    property: 'APIVERSION',
    title: 'whisk API version',
    isDiscreet: false,
    afterUnset: `; the default value of ${DEFAULT_API_VERSION} will be used`,
  },
  { flag: 'cert', property: 'CERT', title: 'client cert', isDiscreet: true },
  { flag: 'key', property: 'KEY', title: 'client key', isDiscreet: true },
];

const noArguments: ArgumentRule = { min: 0, max: 0, required: 'No arguments are required.' };

/** `wsk property ...`. */
export const propertyGroup: CommandGroup = {
  name: 'property',
  description: 'work with the properties file',
  commands: [
    {
      name: 'set',
      usage: '',
      description: 'write properties to the file',
      arguments: noArguments,
      flags: settables.map(({ flag, short, title }): FlagSpec => ({
        flags: `${short ? `${short}, ` : ''}--${flag} <VALUE>`,
        description: `set the ${title}`,
      })),
      redefinesGlobals: true,
      run: set,
    },
    {
      name: 'unset',
      usage: '',
      description: 'take properties out of the file',
      arguments: noArguments,
      flags: settables.map(({ flag, title }): FlagSpec => ({ flags: `--${flag}`, description: `unset the ${title}` })),
      redefinesGlobals: true,
      run: unset,
    },
    {
      name: 'get',
      usage: '',
      description: 'show what the command goes by: flags, environment and file taken together',
      arguments: noArguments,
      flags: getPropertyFlags,
      redefinesGlobals: true,
      run: getProperties,
    },
  ],
};

async function set({ flags, session }: CommandInput): Promise<void> {
  const given = settables.flatMap((settable) => {
    const value = flags.text(settable.flag);
    return value === undefined ? [] : [{ ...settable, value }];
  });
  for (const { flag, value } of given) checkValue(flag, value);
  await edit(session.surroundings, new Map(given.map(({ property, value }) => [property, value])));
  for (const { title, flag, value, isDiscreet } of given) {
    const confirmation = isDiscreet
      ? `${title} set. Run 'wsk property get --${flag}' to see the new value.`
      : `${title} set to ${value}`;
    session.out.line(`ok: ${confirmation}`);
  }
}

async function unset({ flags, session }: CommandInput): Promise<void> {
  const given = settables.filter(({ flag }) => flags.on(flag));
  await edit(session.surroundings, new Map(given.map(({ property }) => [property, undefined])));
  for (const { title, afterUnset = '' } of given) session.out.line(`ok: ${title} unset${afterUnset}.`);
}

/** The file has no way to write such a value: reading would lose it without a word. */
function checkValue(flag: string, value: string): void {
  if (/[=\n]/.test(value)) throw usageFailure(`The value of --${flag} cannot be kept: it holds a '=' or a line end.`);
  if (flag === 'apihost') hostUrl(value);
}

async function edit(surroundings: Surroundings, changes: ReadonlyMap<PropertyKey, string | undefined>): Promise<void> {
  if (changes.size === 0) return;
  const { files } = surroundings;
  const path = propertiesPath(surroundings);
  const text = editProperties(await readPropertiesFile(files, path), changes);
  await files.writePrivate(path, text).catch((error: unknown) => {
    throw new Failure(`Unable to write the properties file: ${(error as Error).message}`, exitCodes.general);
  });
}
