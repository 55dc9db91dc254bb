import type { PackageName, RuleStatus } from './entity';
import { refuse } from './errors';
import { parseExec, type BodyContext, type ExecBody } from './exec-body';
import { isJsonObject, type JsonObject, type JsonValue } from './json';
import { describe, member, readBody, readBoolean, readTexts } from './json-reader';
import { parseActionLimits } from './limits-body';
import type { ActionLimits } from './limits';
import { isEntityName, OWN_NAMESPACE, type QualifiedName } from './names';
import { parseAnnotations, parseParameters, type Annotations, type Parameters } from './parameters';
import { parseReference } from './reference';
import { parseVersion, type SemVer } from './semver';

/** What every PUT may say; an absent member keeps what is stored, or takes the default. */
export interface EntityBody {
  readonly version?: SemVer;
  readonly publish?: boolean;
  readonly annotations?: Annotations;
}

/** Body of an action's PUT. */
export interface ActionBody extends EntityBody {
  readonly exec?: ExecBody;
  readonly parameters?: Parameters;
  readonly limits?: Partial<ActionLimits>;
  /** Keys of annotations to remove before the given ones are added. */
  readonly delAnnotations?: readonly string[];
}

/** Body of a package's PUT. */
export interface PackageBody extends EntityBody {
  readonly parameters?: Parameters;
  /** Absent also for `{}`, which means no binding. */
  readonly binding?: PackageName;
}

/** Body of a trigger's PUT. */
export interface TriggerBody extends EntityBody {
  readonly parameters?: Parameters;
}

/** Body of a rule's PUT. */
export interface RuleBody extends EntityBody {
  readonly trigger?: QualifiedName;
  readonly action?: QualifiedName;
}

/**
 * Reads the body of an action's PUT. Unknown members are ignored.
 * @throws what {@link parseExec} throws; objectExpected, parametersMalformed, limitMalformed, limitNotWhole,
 * sizeNegative, instancesNegative, versionMalformed, booleanExpected, arrayExpected, textExpected
 */
export function parseActionBody(body: unknown, context: BodyContext): ActionBody {
  const object = readBody(body);
  const exec = member(object, 'exec');
  return present({
    exec: exec === undefined ? undefined : parseExec(exec, context),
    parameters: parseParameters(object['parameters']),
    limits: parseActionLimits(member(object, 'limits')),
    ...readCommon(object),
    delAnnotations: readTexts(member(object, 'delAnnotations')),
  });
}

/**
 * Reads the body of a package's PUT.
 * @throws objectExpected, memberMissing, bindingNameMalformed, parametersMalformed, versionMalformed, booleanExpected
 */
export function parsePackageBody(body: unknown, { ownNamespace }: Pick<BodyContext, 'ownNamespace'>): PackageBody {
  const object = readBody(body);
  return present({
    binding: readBinding(object['binding'], ownNamespace),
    parameters: parseParameters(object['parameters']),
    ...readCommon(object),
  });
}

/**
 * Reads the body of a trigger's PUT; `limits` must be an object and is dropped.
 * @throws objectExpected, parametersMalformed, versionMalformed, booleanExpected
 */
export function parseTriggerBody(body: unknown): TriggerBody {
  const object = readBody(body);
  const parameters = parseParameters(object['parameters']);
  const limits = member(object, 'limits');
  if (limits !== undefined && !isJsonObject(limits)) throw refuse.objectExpected();
  return present({ parameters, ...readCommon(object) });
}

/**
 * Reads the body of a rule's PUT; `status` is ignored.
 * @throws objectExpected, parametersMalformed, versionMalformed, booleanExpected, what {@link parseReference} throws
 */
export function parseRuleBody(body: unknown, { ownNamespace }: Pick<BodyContext, 'ownNamespace'>): RuleBody {
  const object = readBody(body);
  const refer = (value: JsonValue | undefined) =>
    value === undefined ? undefined : parseReference(value, ownNamespace);
  return present({
    trigger: refer(member(object, 'trigger')),
    action: refer(member(object, 'action')),
    ...readCommon(object),
  });
}

/**
 * Reads the body of a rule's POST.
 * @throws objectExpected, ruleStatusMissing, textExpected, ruleStatusUnknown
 */
export function parseRuleStatusBody(body: unknown): RuleStatus {
  if (!isJsonObject(body)) throw refuse.objectExpected('status');
  const { status } = body;
  if (status === undefined) throw refuse.ruleStatusMissing();
  if (typeof status !== 'string') throw refuse.textExpected(describe(status));
  if (status !== 'active' && status !== 'inactive') throw refuse.ruleStatusUnknown(status);
  return status;
}

/**
 * Reads the body of a secret's PUT. @returns the value of the secret
 * @throws secretValueMissing
 */
export function parseSecretBody(body: unknown): string {
  const value = isJsonObject(body) ? body['value'] : undefined;
  if (typeof value !== 'string' || value === '') throw refuse.secretValueMissing();
  return value;
}

function readCommon(object: JsonObject) {
  const version = member(object, 'version');
  return {
    version: version === undefined ? undefined : parseVersion(version),
    publish: readBoolean(member(object, 'publish')),
    annotations: parseAnnotations(object['annotations']),
  };
}

/** Unlike elsewhere, null is not the same as absent here. */
function readBinding(value: JsonValue | undefined, ownNamespace: string): PackageName | undefined {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) throw refuse.objectExpected('namespace');
  if (Object.keys(value).length === 0) return undefined;
  const namespace = readBindingName(value, 'namespace');
  const name = readBindingName(value, 'name');
  return { namespace: namespace === OWN_NAMESPACE ? ownNamespace : namespace, name };
}

function readBindingName(value: JsonObject, key: 'namespace' | 'name'): string {
  const text = value[key];
  if (text === undefined) throw refuse.memberMissing(key);
  if (typeof text !== 'string' || !isEntityName(text)) throw refuse.bindingNameMalformed();
  return text;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
