import type {
  BlockOutcome,
  NewKey,
  ShownKey,
  ShownLimits,
  ShownNamespace,
  ShownUser,
  Whose,
} from '@whisker/administration';

/** What a command prints, and the code it ends with. Texts follow OpenWhisk's wskadmin, so that scripts may go on. */
export interface Printed {
  readonly text: string;
  /** Default 0. */
  readonly exitCode?: 0 | 1;
  /** Said beside the answer, on standard error. */
  readonly remark?: string;
}

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
const keyOf = ({ uuid, auth }: ShownKey): string => auth ?? `${uuid}:(only its hash is stored)`;

/** A key just made: it may never be shown again. */
export function printedNewKey({ auth }: NewKey): Printed {
  return { text: `${auth}\n` };
}

export function printedUser({ blocked, keys }: ShownUser, { all }: { readonly all: boolean }): Printed {
  const texts = keys.map((key) => (all ? `${key.namespace}\t${keyOf(key)}` : keyOf(key)));
  return { text: lines(texts), ...(blocked && { remark: 'this subject is blocked' }) };
}

export function printedDeletion(namespace: string | undefined): Printed {
  return { text: namespace === undefined ? 'Subject deleted\n' : 'Namespace deleted\n' };
}

/** @param view `pick`: show so many at most; `keysOnly`: leave out whose they are */
export function printedKeys(
  keys: readonly ShownKey[],
  { namespace, pick, keysOnly }: { readonly namespace: string; readonly pick: number; readonly keysOnly: boolean },
): Printed {
  if (keys.length === 0) return { text: `no identities found for namespace "${namespace}"\n` };
  return { text: lines(keys.slice(0, pick).map((key) => (keysOnly ? keyOf(key) : `${keyOf(key)}\t${key.subject}`))) };
}

export function printedWhois(found: readonly Whose[]): Printed {
  if (found.length === 0) return { text: 'Subject id is not recognized\n', exitCode: 1 };
  const texts = found.flatMap(({ subject, namespace, blocked }) => [
    `subject: ${subject}`,
    `namespace: ${namespace}`,
    ...(blocked ? ['blocked: true'] : []),
  ]);
  return { text: lines(texts) };
}

export function printedOutcomes(outcomes: readonly BlockOutcome[], what: 'block' | 'unblock'): Printed {
  const texts = outcomes.map(({ subject, done }) =>
    done ? `"${subject}" ${what}ed successfully` : `Failed to ${what} "${subject}" (there is no such subject)`,
  );
  return { text: lines(texts), exitCode: outcomes.every(({ done }) => done) ? 0 : 1 };
}

export function printedLimitsSet({ namespace, known }: ShownLimits): Printed {
  const remark = `nobody has a key for the namespace "${namespace}" yet`;
  return { text: `Limits successfully set for "${namespace}"\n`, ...(!known && { remark }) };
}

export function printedLimits(shown: ShownLimits | null): Printed {
  if (!shown) return { text: 'No limits found, default system limits apply\n', exitCode: 1 };
  const texts = Object.entries(shown.limits).map(([name, value]) => `${name} = ${String(value)}`);
  return { text: lines(texts) };
}

export function printedNamespaces(namespaces: readonly ShownNamespace[]): Printed {
  const texts = namespaces.map(
    ({ namespace, subjects, blocked }) => `${namespace}\t${subjects.join(', ')}${blocked ? '\tblocked' : ''}`,
  );
  return { text: lines(texts) };
}
