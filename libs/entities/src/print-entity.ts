import type { Action, EntityBase, Exec, Package, PackageName, Rule, RuleLink, RuleStatus, Trigger } from './entity';
import type { JsonObject, JsonValue } from './json';
import type { ActionLimits } from './limits';
import { pathOf, printName, type QualifiedName } from './names';
import type { Annotations } from './parameters';

/*
 * What clients see. Members stand in the order of the API's examples. Lists and values are printed as they are, not
 * copied: what is returned here must not be changed.
 */

/**
 * An action as GET, PUT and DELETE show it.
 * @param shown `code`: shown if given; `binding`: `ns/name` of the binding it was read through, shown if given
 */
export function printAction(
  action: Action,
  shown: { readonly code?: string; readonly binding?: string } = {},
): JsonObject {
  return {
    namespace: pathOf(action.name),
    name: action.name.name,
    version: action.version,
    publish: action.publish,
    updated: action.updated,
    exec: printExec(action.exec, shown.code),
    parameters: printed(action.parameters),
    limits: printLimits(action.limits),
    annotations: printed(action.annotations),
    ...(shown.binding !== undefined && { binding: shown.binding }),
  };
}

/** An action in a list. */
export function summarizeAction(action: Action): JsonObject {
  const binary = action.exec.type !== 'sequence' && action.exec.binary;
  return { ...summarize(action), limits: printLimits(action.limits), exec: { binary } };
}

/** The actions of a package, as its GET shows them. */
export interface PackageContents {
  readonly actions: readonly Action[];
  /** Actions with a `feed` annotation. */
  readonly feeds: readonly Action[];
}

/** A package as PUT and DELETE show it; with its contents, as GET does. */
export function printPackage(pkg: Package, contents?: PackageContents): JsonObject {
  return {
    namespace: pathOf(pkg.name),
    name: pkg.name.name,
    binding: pkg.binding ? printPackageName(pkg.binding) : {},
    parameters: printed(pkg.parameters),
    version: pkg.version,
    publish: pkg.publish,
    annotations: printed(pkg.annotations),
    updated: pkg.updated,
    ...(contents && { actions: contents.actions.map(printContent), feeds: contents.feeds.map(printContent) }),
  };
}

/** A package in a list. */
export function summarizePackage(pkg: Package): JsonObject {
  return { ...summarize(pkg), binding: pkg.binding ? printPackageName(pkg.binding) : false };
}

/** A trigger as GET, PUT and DELETE show it. */
export function printTrigger(trigger: Trigger): JsonObject {
  return {
    namespace: pathOf(trigger.name),
    name: trigger.name.name,
    parameters: printed(trigger.parameters),
    limits: {},
    version: trigger.version,
    publish: trigger.publish,
    annotations: printed(trigger.annotations),
    updated: trigger.updated,
    ...(trigger.rules && { rules: printLinks(trigger.rules) }),
  };
}

/** A trigger in a list. */
export function summarizeTrigger(trigger: Trigger): JsonObject {
  return summarize(trigger);
}

/** A rule as GET, PUT and DELETE show it. */
export function printRule(rule: Rule, status: RuleStatus): JsonObject {
  const { namespace, name, ...rest } = summarizeRule(rule) as { namespace: string; name: string } & JsonObject;
  return { namespace, name, status, ...rest };
}

/** A rule in a list: its state is known to its trigger only, and not looked up for lists. */
export function summarizeRule(rule: Rule): JsonObject {
  return {
    namespace: pathOf(rule.name),
    name: rule.name.name,
    trigger: printPath(rule.trigger),
    action: printPath(rule.action),
    version: rule.version,
    publish: rule.publish,
    annotations: printed(rule.annotations),
    updated: rule.updated,
  };
}

/** `{path, name}`: how a rule shows what it refers to. */
export function printPath(name: QualifiedName): JsonObject {
  return { path: pathOf(name), name: name.name };
}

/** The rules of a trigger. */
export function printLinks(links: Readonly<Record<string, RuleLink>>): JsonObject {
  return Object.fromEntries(
    Object.entries(links).map(([rule, { action, status }]) => [rule, { action: printPath(action), status }]),
  );
}

/** Limits of an action. */
export function printLimits(limits: ActionLimits): JsonObject {
  const { timeout, memory, logs, concurrency, instances } = limits;
  return { timeout, memory, logs, concurrency, ...(instances !== undefined && { instances }) };
}

/** Components with a leading slash: how sequences show them. */
export function printComponents(components: readonly QualifiedName[]): string[] {
  return components.map((name) => `/${printName(name)}`);
}

function printExec(exec: Exec, code: string | undefined): JsonObject {
  if (exec.type === 'sequence') return { kind: exec.kind, components: printComponents(exec.components) };
  return {
    kind: exec.kind,
    ...(exec.type === 'blackbox' && { image: exec.image }),
    ...(code !== undefined && { code }),
    binary: exec.binary,
    ...(exec.main !== undefined && { main: exec.main }),
  };
}

function printContent({ name, version, annotations }: Action): JsonObject {
  return { name: name.name, version, annotations: printed(annotations) };
}

function printPackageName({ namespace, name }: PackageName): JsonObject {
  return { namespace, name };
}

function summarize({ name, version, publish, annotations, updated }: EntityBase): JsonObject {
  return { namespace: pathOf(name), name: name.name, version, publish, annotations: printed(annotations), updated };
}

/** Parameters and annotations are kept in the form they are shown in. */
function printed(list: Annotations): JsonValue {
  return list as unknown as JsonValue;
}
