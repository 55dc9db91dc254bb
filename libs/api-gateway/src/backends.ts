import type { JsonObject, JsonValue } from '@whisker/entities';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Backend } from './compiled-api';
import { configurationOf, objectAt, objectsAt, optionalObjectAt, optionalTextAt } from './document-fields';
import type { TargetPolicy } from './gateway-options';
import { refuse } from './gateway-refusal';
import { HOP_BY_HOP } from './message-headers';
import { readTarget } from './target';
import { isVerb } from './verbs';

/** The assembly of a document: which operation is sent where. */
export interface Assembly {
  /** The backend of an operation; undefined if the document names none. */
  backendOf(operationId: string): Backend | undefined;
  /** The target-url of an operation as the document has it. */
  targetUrlOf(operationId: string): string | undefined;
}

/** Steps as they stand in `execute`, read. */
interface Steps {
  readonly targetUrl?: string;
  readonly backend?: Pick<Backend, 'target' | 'method'>;
  readonly headers: Readonly<Record<string, string>>;
}

const NO_STEPS: Steps = { headers: {} };
const VARIABLE = /^message\.headers\.(.+)$/;
/** How a message is framed and where it goes is the gateway's business. */
const NOT_SETTABLE = new Set([...HOP_BY_HOP, 'content-length', 'host']);

/**
 * Reads `x-gateway-configuration` or `x-ibm-configuration` of a document (spec: web-actions 8.2). What stands beside an
 * `operation-switch` holds for all operations.
 * @throws GatewayRefusal fieldInvalid, targetInvalid, targetForbidden, verbUnknown, variableUnsupported
 */
export function readAssembly(document: JsonObject, policy: TargetPolicy): Assembly {
  const assembly = optionalObjectAt(configurationOf(document)?.['assembly'], 'assembly');
  const execute = objectsAt(assembly?.['execute'], 'assembly.execute');
  const common = readSteps(execute, policy);
  const own = new Map<string, Steps>();
  for (const step of execute) {
    const choice = optionalObjectAt(step['operation-switch'], 'operation-switch');
    for (const each of objectsAt(choice?.['case'], 'operation-switch.case'))
      for (const id of operationIds(each['operations']))
        own.set(id, readSteps(objectsAt(each['execute'], 'execute'), policy));
  }
  const stepsOf = (id: string): Steps => own.get(id) ?? NO_STEPS;
  return {
    targetUrlOf: (id) => stepsOf(id).targetUrl ?? common.targetUrl,
    backendOf(id) {
      const backend = stepsOf(id).backend ?? common.backend;
      return backend && { ...backend, headers: { ...common.headers, ...stepsOf(id).headers } };
    },
  };
}

function operationIds(value: JsonValue | undefined): readonly string[] {
  if (Array.isArray(value) && value.every((id) => typeof id === 'string')) return value;
  throw refuse.fieldInvalid('operations', 'a list of operationIds');
}

function readSteps(steps: readonly JsonObject[], policy: TargetPolicy): Steps {
  return steps.reduce<Steps>((read, step) => {
    const variables = optionalObjectAt(step['set-variable'], 'set-variable');
    const headers = { ...read.headers, ...readVariables(variables) };
    const invoke = optionalObjectAt(step['invoke'], 'invoke');
    return invoke ? { ...readInvoke(invoke, policy), headers } : { ...read, headers };
  }, NO_STEPS);
}

function readInvoke(invoke: JsonObject, policy: TargetPolicy): Omit<Steps, 'headers'> {
  const targetUrl = optionalTextAt(invoke['target-url'], 'target-url');
  if (targetUrl === undefined) return {};
  return { targetUrl, backend: { target: readTarget(targetUrl, policy), method: readVerb(invoke['verb']) } };
}

function readVerb(value: JsonValue | undefined): string | undefined {
  const verb = optionalTextAt(value, 'verb');
  if (verb === undefined || verb.toLowerCase() === 'keep') return undefined;
  if (!isVerb(verb)) throw refuse.verbUnknown(verb);
  return verb.toUpperCase();
}

function readVariables(variables: JsonObject | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const action of objectsAt(variables?.['actions'], 'set-variable.actions')) {
    const [name, value] = readVariable(objectAt(action, 'set-variable.actions'));
    headers[name] = value;
  }
  return headers;
}

function readVariable({ set, value }: JsonObject): readonly [name: string, value: string] {
  const variable = optionalTextAt(set, 'set') ?? '';
  const name = VARIABLE.exec(variable)?.[1]?.toLowerCase() ?? '';
  if (value === undefined || typeof value === 'object' || NOT_SETTABLE.has(name) || !canBeSent(name, String(value)))
    throw refuse.variableUnsupported(variable);
  return [name, String(value)];
}

function canBeSent(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return name !== '__proto__';
  } catch {
    return false;
  }
}
