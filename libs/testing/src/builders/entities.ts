import {
  nameFromId,
  printComponents,
  printName,
  type Action,
  type EntityBase,
  type Package,
  type QualifiedName,
  type Rule,
  type RuleLink,
  type RuleStatus,
  type Trigger,
} from '@whisker/entities';

/*
 * Entities for specs: legal ones, of which a spec names only what it is about. Names are given as ids:
 * `namespace[/package]/name`.
 */

/** When built entities were written, epoch ms. */
export const BUILT_AT = 1_700_000_000_000;

function aBase(id: string): EntityBase {
  return { name: nameFromId(id), version: '0.0.1', publish: false, updated: BUILT_AT, annotations: [] };
}

/** An action in nodejs:20. */
export function anAction(id = 'guest/hello', members: Partial<Omit<Action, 'type' | 'name'>> = {}): Action {
  const annotations = [
    { key: 'provide-api-key', value: false },
    { key: 'exec', value: 'nodejs:20' },
  ];
  return {
    ...aBase(id),
    type: 'action',
    exec: { type: 'code', kind: 'nodejs:20', binary: false },
    parameters: [],
    limits: { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 },
    annotations,
    ...members,
  };
}

/** A sequence of the actions with the given ids. */
export function aSequence(id: string, ...components: readonly string[]): Action {
  const names: readonly QualifiedName[] = components.map(nameFromId);
  return anAction(id, {
    exec: { type: 'sequence', kind: 'sequence', components: names },
    parameters: [{ key: '_actions', value: printComponents(names) }],
    annotations: [{ key: 'exec', value: 'sequence' }],
  });
}

/** A package. */
export function aPackage(id = 'guest/pkg', members: Partial<Omit<Package, 'type' | 'name'>> = {}): Package {
  return { ...aBase(id), type: 'package', parameters: [], ...members };
}

/** A binding to the package with the given id. */
export function aBinding(id: string, to: string, members: Partial<Omit<Package, 'type' | 'name'>> = {}): Package {
  const { namespace, name } = nameFromId(to);
  const annotations = [{ key: 'binding', value: { namespace, name } }];
  return aPackage(id, { binding: { namespace, name }, annotations, ...members });
}

/** A trigger without rules. */
export function aTrigger(id = 'guest/trigger', members: Partial<Omit<Trigger, 'type' | 'name'>> = {}): Trigger {
  return { ...aBase(id), type: 'trigger', parameters: [], ...members };
}

/** A rule; its trigger has to be linked: {@link aLink}. */
export function aRule(id = 'guest/rule', members: Partial<Omit<Rule, 'type' | 'name'>> = {}): Rule {
  const refers = { trigger: nameFromId('guest/trigger'), action: nameFromId('guest/hello') };
  return { ...aBase(id), type: 'rule', ...refers, ...members };
}

/** What the trigger of a rule knows of it: a member of `rules`. */
export function aLink(rule: Rule, status: RuleStatus = 'active'): Readonly<Record<string, RuleLink>> {
  return { [printName(rule.name)]: { action: rule.action, status } };
}
