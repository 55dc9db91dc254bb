import { argument, type ArgumentRule, type CommandInput } from '../command';
import type { EntityDocument } from '../documents';
import { explained } from '../failure';
import { collectionPath, fullName, parseEntityName, type Collection, type QualifiedName } from '../names';
import { inUsualOrder, knownField } from '../output/fields';
import { readPairs, toKeyValues, type KeyValue, type PairTarget } from '../parameters';
import type { Session } from '../session';

/** One of the four kinds of entity that live in collections. */
export interface EntityKind {
  readonly word: 'action' | 'package' | 'rule' | 'trigger';
  readonly collection: Collection;
  /** The sentence for who leaves the name out. */
  readonly nameRequired: string;
}

/** A field to show instead of the whole document. */
export interface FieldChoice {
  /** As the user wrote it. */
  readonly typed: string;
  /** As the document calls it. */
  readonly name: string;
}

/** Exactly the name. */
export function nameArgument({ nameRequired }: EntityKind): ArgumentRule {
  return { min: 1, max: 1, required: nameRequired };
}

/** The name, and perhaps a field. */
export function nameAndFieldArguments({ nameRequired }: EntityKind): ArgumentRule {
  return { min: 1, max: 2, required: nameRequired };
}

/** The entity that the first argument names. */
export function namedEntity(input: CommandInput): QualifiedName {
  return parseEntityName(argument(input, 0));
}

/** The sentence in front of a reason: `Unable to create action 'N'`. */
export function unable(verb: string, { word }: EntityKind, { path }: QualifiedName): string {
  return `Unable to ${verb} ${word} '${path}'`;
}

/** Address of an entity. */
export function entityPath({ collection }: EntityKind, { namespace, path }: QualifiedName): string {
  return collectionPath(collection, namespace, path);
}

/** The document of an entity. */
export function fetchEntity<T extends EntityDocument>(
  session: Session,
  kind: EntityKind,
  name: QualifiedName,
): Promise<T> {
  return session.client.request<T>({ method: 'GET', path: entityPath(kind, name) });
}

/** Creates an entity, or with `overwrite` replaces what `body` names of it. */
export async function putEntity(
  session: Session,
  kind: EntityKind,
  put: { name: QualifiedName; overwrite: boolean; body: object },
): Promise<void> {
  const query = { overwrite: put.overwrite };
  await session.client.request({ method: 'PUT', path: entityPath(kind, put.name), query, body: put.body });
}

/** Deletes the entity that was named, and says so. */
export async function deleteEntity({ session }: CommandInput, kind: EntityKind, name: QualifiedName): Promise<void> {
  const deletion = session.client.request({ method: 'DELETE', path: entityPath(kind, name) });
  await explained(unable('delete', kind, name), deletion);
  session.out.line(`ok: deleted ${kind.word} ${name.path}`);
}

/** The field of the second argument, if there is one. */
export function chosenField({ args }: CommandInput, kind: EntityKind): FieldChoice | undefined {
  const typed = args[1];
  return typed === undefined ? undefined : { typed, name: knownField(kind.word, typed) };
}

/**
 * Shows the entity that was named: its summary, a field, or all of it.
 * `verb` is what could not be done when it fails, `get` by default.
 */
export async function getEntity<T extends EntityDocument>(
  input: CommandInput,
  kind: EntityKind,
  { summarize, verb = 'get' }: { summarize: (document: T) => string[]; verb?: string },
): Promise<void> {
  const { session, flags } = input;
  const name = namedEntity(input);
  const field = chosenField(input, kind);
  const document = await explained(unable(verb, kind, name), fetchEntity<T>(session, kind, name));
  if (flags.on('summary')) session.out.lines(summarize(document));
  else showEntity(session, kind, { name, document, field });
}

/** Shows an entity, or the field that was asked for. */
export function showEntity(
  { out }: Session,
  kind: EntityKind,
  shown: { name: QualifiedName; document: EntityDocument; field: FieldChoice | undefined },
): void {
  const document = inUsualOrder(kind.word, shown.document);
  const { field } = shown;
  out.line(`ok: got ${kind.word} ${shown.name.path}${field ? `, displaying field ${field.typed}` : ''}`);
  out.json(field ? document[field.name] : document);
}

/** The parameters or annotations of the command line as entities carry them; nothing where none was given. */
export async function givenKeyValues(
  { pairs, session }: CommandInput,
  target: PairTarget,
): Promise<KeyValue[] | undefined> {
  const entries = await readPairs(pairs, target, session.surroundings);
  return entries.size === 0 ? undefined : toKeyValues(entries);
}

/** A name that stands in the body of a request, with its namespace. */
export function fullNameOf(text: string): string {
  return fullName(parseEntityName(text));
}
