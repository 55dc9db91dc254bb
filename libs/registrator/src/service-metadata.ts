import type { ContainerDetails } from './container-details';

/** What a container says of one of its services. */
export interface ServiceMetadata {
  /** Lower-case keys without `SERVICE_` and port. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys that were given for this very port. */
  readonly ofPort: ReadonlySet<string>;
}

const PREFIX = 'SERVICE_';
const WITH_PORT = /^(\d+)_(.+)$/s;

/**
 * What the variables and labels `SERVICE_<key>` and `SERVICE_<port>_<key>` of a container say of one port. What is given
 * for the port wins; else the last one, labels after variables.
 */
export function serviceMetadata({ env, labels }: ContainerDetails, port: number): ServiceMetadata {
  const [general, ofPort] = [new Map<string, string>(), new Map<string, string>()];
  for (const [name, value] of [...env.map(splitVariable), ...Object.entries(labels)]) {
    if (!name.startsWith(PREFIX)) continue;
    const key = name.slice(PREFIX.length).toLowerCase();
    const match = WITH_PORT.exec(key);
    if (match === null) general.set(key, value);
    else if (Number(match[1]) === port) ofPort.set(match[2] as string, value);
  }
  return { values: Object.fromEntries([...general, ...ofPort]), ofPort: new Set(ofPort.keys()) };
}

/** The parts between commas; `\,` is a comma within a part. Empty parts are left out. */
export function splitTags(text: string): readonly string[] {
  const parts = text.match(/(?:\\,|[^,])+/g) ?? [];
  return parts.map((part) => part.replaceAll('\\,', ',')).filter((part) => part !== '');
}

function splitVariable(variable: string): [string, string] {
  const end = variable.indexOf('=');
  return end < 0 ? [variable, ''] : [variable.slice(0, end), variable.slice(end + 1)];
}
