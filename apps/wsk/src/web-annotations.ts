import { usageFailure } from './failure';
import type { Flags } from './flags';
import type { Surroundings } from './surroundings';

/** Annotations to set and annotations to take away. */
export interface AnnotationChanges {
  readonly set: ReadonlyMap<string, unknown>;
  readonly remove: readonly string[];
}

const EXPORT = 'web-export';
const SECRET = 'require-whisk-auth';

/** Annotations per value of `--web`, in the order export, raw, final. */
const modes: Readonly<Record<string, readonly [boolean, boolean, boolean]>> = {
  yes: [true, false, true],
  true: [true, false, true],
  raw: [true, true, true],
  no: [false, false, false],
  false: [false, false, false],
};

/** Secrets that are made here are whole numbers below this bound, which JSON carries exactly. */
const SECRET_BOUND = 2 ** 48 - 1;

/** What `--web` and `--web-secure` ask for, on top of the annotations that an existing action has. */
export function webAnnotations(
  flags: Flags,
  existing: ReadonlyMap<string, unknown>,
  { randomInteger }: Surroundings,
): AnnotationChanges {
  const set = new Map<string, unknown>(exportAnnotations(flags.text('web')));
  const secret = flags.text('web-secure');
  if (secret === undefined) return { set, remove: [] };
  if ((set.get(EXPORT) ?? existing.get(EXPORT)) !== true) {
    throw usageFailure('The --web-secure option is only valid when the --web option is enabled.');
  }
  if (secret.toLowerCase() === 'false') return { set, remove: [SECRET] };
  return { set: set.set(SECRET, secret.toLowerCase() === 'true' ? randomInteger(SECRET_BOUND) : secret), remove: [] };
}

function exportAnnotations(web: string | undefined): readonly [string, boolean][] {
  if (web === undefined) return [];
  const annotations = webModeAnnotations(web);
  if (annotations) return annotations;
  throw usageFailure(
    `Invalid argument '${web}' for --web flag. Valid input consist of 'yes', 'true', 'raw', 'false', or 'no'.`,
  );
}

/** The annotations of a value of `--web`; nothing for a word that is none. */
export function webModeAnnotations(web: string): readonly [string, boolean][] | undefined {
  const mode = Object.hasOwn(modes, web.toLowerCase()) ? modes[web.toLowerCase()] : undefined;
  if (!mode) return undefined;
  const [isExported, isRaw, isFinal] = mode;
  return [
    [EXPORT, isExported],
    ['raw-http', isRaw],
    ['final', isFinal],
  ];
}
