import type { EntityDocument, RuleDocument } from '../documents';
import { fromKeyValues } from '../parameters';

const NAME_WIDTH = 70;
const RULE_VISIBILITY_WIDTH = 20;

/** `/namespace/name`, or `/namespace/package/name`. */
export function documentName({ namespace, name }: EntityDocument): string {
  return `/${namespace}/${name}`;
}

/** A line of `wsk action list`. */
export function actionRow(action: EntityDocument): string {
  return `${nameColumn(action)} private ${fromKeyValues(action.annotations).get('exec') ?? ''}`;
}

/** A line of `wsk package list`. */
export function packageRow(entity: EntityDocument): string {
  return `${nameColumn(entity)} ${entity.publish ? 'shared' : 'private'}`;
}

/** A line of `wsk rule list`. */
export function ruleRow(rule: RuleDocument): string {
  return `${nameColumn(rule)} ${'private'.padEnd(RULE_VISIBILITY_WIDTH)} ${rule.status}`;
}

/** A line of `wsk trigger list`. */
export function triggerRow(trigger: EntityDocument): string {
  return `${nameColumn(trigger)} private`;
}

/** By name without regard to case; what lies in no package comes first. */
export function sortedByName<T extends EntityDocument>(entities: readonly T[]): T[] {
  const key = (entity: T): string => documentName(entity).toLowerCase();
  const isPackaged = (entity: T): boolean => entity.namespace.includes('/');
  return entities.toSorted(
    (a, b) => Number(isPackaged(a)) - Number(isPackaged(b)) || (key(a) < key(b) ? -1 : Number(key(a) > key(b))),
  );
}

function nameColumn(entity: EntityDocument): string {
  return documentName(entity).padEnd(NAME_WIDTH);
}
