import type { EntityDocument, PackageDocument, PackagedAction, RuleDocument } from '../documents';
import { fromKeyValues } from '../parameters';
import { documentName } from './entity-rows';

type Annotations = EntityDocument['annotations'];

interface Subject {
  readonly word: string;
  readonly name: string;
  readonly annotations: Annotations;
  /** Parameters that have a value stored with it. */
  readonly bound: readonly string[];
}

/** What `--summary` says of an action or a trigger. */
export function entitySummary(word: 'action' | 'trigger', entity: EntityDocument): string[] {
  return describe({ word, name: documentName(entity), annotations: entity.annotations, bound: boundNames(entity) });
}

/** What `--summary` says of a package: itself, its actions, its feeds. */
export function packageSummary(entity: PackageDocument): string[] {
  const name = documentName(entity);
  const bound = boundNames(entity);
  const member =
    (word: string) =>
    ({ name: actionName, annotations }: PackagedAction) =>
      describe({
        word,
        name: `${name}/${actionName}`,
        annotations,
        bound: annotatedNames(annotations).filter((parameter) => bound.includes(parameter)),
      });
  return [
    ...describe({ word: 'package', name, annotations: entity.annotations, bound }),
    ...(entity.actions ?? []).flatMap(member(' action')),
    ...(entity.feeds ?? []).flatMap(member(' feed  ')),
  ];
}

/** What `--summary` says of a rule. */
export function ruleSummary(rule: RuleDocument): string[] {
  return [`rule ${documentName(rule)} (status: ${rule.status})`];
}

function describe({ word, name, annotations, bound }: Subject): string[] {
  const values = fromKeyValues(annotations);
  const names = [...new Set([...annotatedNames(annotations), ...bound])].toSorted();
  const boundMark = values.get('final') === true ? '**' : '*';
  const marked = names.map((parameter) => (bound.includes(parameter) ? `${boundMark}${parameter}` : parameter));
  const description = values.get('description') || purpose(names);
  return [`${word} ${name}: ${description}`, `   (parameters: ${marked.join(', ') || 'none defined'})`];
}

/** A description for what has none. */
function purpose(names: readonly string[]): string {
  const [last] = names.slice(-1);
  if (last === undefined) return 'Returns a result';
  if (names.length === 1) return `Returns a result based on parameter ${last}`;
  return `Returns a result based on parameters ${names.slice(0, -1).join(', ')} and ${last}`;
}

function boundNames({ parameters }: EntityDocument): string[] {
  return (parameters ?? []).map(({ key }) => key);
}

/** Parameters the author lists in the annotation `parameters`: objects with a `name`. */
function annotatedNames(annotations: Annotations): string[] {
  const listed = fromKeyValues(annotations).get('parameters');
  const names = (Array.isArray(listed) ? listed : []).map((entry: { name?: unknown } | null) => entry?.name);
  return names.filter((name) => typeof name === 'string');
}
