import { asArray, asBoolean, asNumber, asObject, asText, nameAt, readDocument, readPath } from './document-reader';
import type { Action, EntityBase, EntityType, Exec, Package, Rule, RuleLink, Trigger, WhiskEntity } from './entity';
import type { JsonObject, JsonValue } from './json';
import type { ActionLimits } from './limits';
import { printName } from './names';
import { parseAnnotations, parseParameters, type Annotations, type Parameters } from './parameters';
import { printAction, printPackage, printTrigger, summarizeRule } from './print-entity';
import { parseReference } from './reference';
import { parseVersion } from './semver';

/**
 * An entity as stores keep it: what clients see, with `_id` and `entityType`. An action's code is never inside.
 * The shape is that of OpenWhisk's `whisks` database.
 */
export function toDocument(entity: WhiskEntity): JsonObject {
  return { _id: printName(entity.name), entityType: entity.type, ...printShape(entity) };
}

function printShape(entity: WhiskEntity): JsonObject {
  switch (entity.type) {
    case 'action':
      return entity.exec.type === 'blackbox' && entity.exec.hasCode
        ? withCodeMark(printAction(entity))
        : printAction(entity);
    case 'package':
      return printPackage(entity);
    case 'trigger':
      return printTrigger(entity);
    case 'rule':
      return summarizeRule(entity);
  }
}

/** An image may come with or without code of its own; a document has to tell. */
function withCodeMark(action: JsonObject): JsonObject {
  return { ...action, exec: { ...(action['exec'] as JsonObject), hasCode: true } };
}

/**
 * Reads what {@link toDocument} made (as value or text), and documents of OpenWhisk whose type shows in their shape.
 * @throws corrupt
 */
export function fromDocument(document: unknown): WhiskEntity {
  return readDocument(document, (object) => READERS[typeOf(object)](object, readBase(object)));
}

const READERS: {
  readonly [T in EntityType]: (object: JsonObject, base: EntityBase) => Extract<WhiskEntity, { type: T }>;
} = {
  action: readAction,
  package: readPackage,
  trigger: readTrigger,
  rule: readRule,
};

function typeOf(object: JsonObject): EntityType {
  const given = object['entityType'];
  if (typeof given === 'string' && Object.hasOwn(READERS, given)) return given as EntityType;
  if ('exec' in object) return 'action';
  if ('trigger' in object) return 'rule';
  return 'binding' in object ? 'package' : 'trigger';
}

function readBase(object: JsonObject): EntityBase {
  return {
    name: nameAt(asText(object['namespace']), asText(object['name'])),
    version: parseVersion(object['version']),
    publish: asBoolean(object['publish'] ?? false),
    updated: asNumber(object['updated'] ?? 0),
    annotations: readList(object['annotations'], parseAnnotations),
  };
}

function readAction(object: JsonObject, base: EntityBase): Action {
  const exec = readExec(asObject(object['exec']));
  return {
    type: 'action',
    ...base,
    exec,
    parameters: readParameters(object),
    limits: readLimits(asObject(object['limits'])),
  };
}

function readPackage(object: JsonObject, base: EntityBase): Package {
  const binding = asObject(object['binding'] ?? {});
  const bound = Object.keys(binding).length > 0;
  const target = bound && { binding: { namespace: asText(binding['namespace']), name: asText(binding['name']) } };
  return { type: 'package', ...base, parameters: readParameters(object), ...target };
}

function readTrigger(object: JsonObject, base: EntityBase): Trigger {
  const links = object['rules'];
  const rules = links !== undefined && links !== null && { rules: readLinks(asObject(links)) };
  return { type: 'trigger', ...base, parameters: readParameters(object), ...rules };
}

function readRule(object: JsonObject, base: EntityBase): Rule {
  return { type: 'rule', ...base, trigger: readPath(object['trigger']), action: readPath(object['action']) };
}

function readExec(exec: JsonObject): Exec {
  const kind = asText(exec['kind']);
  if (kind === 'sequence') {
    const components = asArray(exec['components']).map((item) => parseReference(item, '_'));
    return { type: 'sequence', kind, components };
  }
  const main = exec['main'] !== undefined && exec['main'] !== null && { main: asText(exec['main']) };
  const binary = asBoolean(exec['binary'] ?? false);
  if (kind !== 'blackbox') return { type: 'code', kind, binary, ...main };
  // OpenWhisk keeps a reference to the code in its place.
  const hasCode = exec['hasCode'] === true || isSet(exec['code']);
  return { type: 'blackbox', kind, image: asText(exec['image']), binary, hasCode, ...main };
}

function isSet(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null;
}

function readLimits(limits: JsonObject): ActionLimits {
  const { timeout, memory, logs, concurrency, instances } = limits;
  return {
    timeout: asNumber(timeout),
    memory: asNumber(memory),
    logs: asNumber(logs),
    concurrency: asNumber(concurrency ?? 1),
    ...(isSet(instances) && { instances: asNumber(instances) }),
  };
}

function readLinks(links: JsonObject): Record<string, RuleLink> {
  return Object.fromEntries(
    Object.entries(links).map(([rule, value]) => {
      const { action, status } = asObject(value);
      if (status !== 'active' && status !== 'inactive') throw new TypeError('rule state expected');
      return [rule, { action: readPath(action), status }];
    }),
  );
}

function readParameters(object: JsonObject): Parameters {
  return readList(object['parameters'], parseParameters);
}

function readList<T extends Annotations>(
  value: JsonValue | undefined,
  parse: (value: unknown) => T | undefined,
): T | readonly [] {
  return parse(value) ?? [];
}
