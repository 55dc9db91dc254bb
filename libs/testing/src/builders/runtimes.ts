import { Runtimes, type Runtime } from '@whisker/entities';

/** A default runtime of its family whose code may be an attachment. */
export function aRuntime(kind = 'nodejs:20', members: Partial<Runtime> = {}): Runtime {
  return {
    kind,
    family: kind.split(':')[0] ?? kind,
    default: true,
    deprecated: false,
    requireMain: false,
    image: `whisker/${kind}`,
    attached: true,
    stemCells: [],
    ...members,
  };
}

/** Two nodejs kinds, a deprecated one, one that requires `main`, and one that takes no attachments. */
export function someRuntimes(): Runtimes {
  return new Runtimes([
    aRuntime('nodejs:18', { default: false }),
    aRuntime('nodejs:20'),
    aRuntime('swift:4', { deprecated: true }),
    aRuntime('java:8', { requireMain: true }),
    aRuntime('ballerina:0', { attached: false }),
  ]);
}
