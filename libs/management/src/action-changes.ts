import {
  checkSizes,
  mergeByKey,
  printComponents,
  refuse,
  resolveLimits,
  withoutKeys,
  type Action,
  type ActionBody,
  type Annotations,
  type EffectiveLimits,
  type Exec,
  type Parameters,
  type QualifiedName,
} from '@whisker/entities';
import { entityBase, type Writing } from './entity-base';

/** Annotations the platform writes. */
const EXEC = 'exec';
const PROVIDE_API_KEY = 'provide-api-key';

/** What is written, and the limits of its namespace. */
export interface ActionWriting extends Writing {
  readonly bounds: EffectiveLimits;
}

/**
 * The action a body makes.
 * @throws execMissing, the limits' refusals
 */
export function createAction(body: ActionBody, writing: ActionWriting): Action {
  if (!body.exec) throw refuse.execMissing();
  const { exec } = body.exec;
  const given = mergeByKey([{ key: PROVIDE_API_KEY, value: false }], body.annotations ?? []);
  return {
    ...entityBase(body, undefined, writing),
    type: 'action',
    exec,
    parameters: exec.type === 'sequence' ? componentParameters(exec.components) : (body.parameters ?? []),
    limits: resolveLimits(body.limits ?? {}, undefined, writing.bounds),
    annotations: withExec(given, exec),
  };
}

/**
 * What a body makes of an action. Annotations are merged, parameters replaced, limits not given are kept; kept ones are
 * tested again, for the ranges may have changed.
 * @throws sizeExceeded if the annotations grew too large together; the limits' refusals
 */
export function updateAction(present: Action, body: ActionBody, writing: ActionWriting): Action {
  const exec = body.exec?.exec ?? present.exec;
  const annotations = updateAnnotations(present, body);
  checkSizes({ annotations: withoutKeys(annotations, [EXEC, PROVIDE_API_KEY]) }, writing.bounds);
  return {
    ...entityBase(body, present, writing),
    type: 'action',
    exec,
    parameters: updateParameters(present, body),
    limits: resolveLimits(body.limits ?? {}, present.limits, writing.bounds),
    annotations: withExec(annotations, exec),
  };
}

function updateAnnotations(present: Action, { exec, annotations = [], delAnnotations = [] }: ActionBody): Annotations {
  // A body with a sequence has never removed any.
  const removed = exec?.exec.type === 'sequence' ? [] : delAnnotations;
  return mergeByKey(withoutKeys(present.annotations, removed), annotations);
}

/** Parameters of a sequence are its components and nothing else, so they do not outlive it either. */
function updateParameters(present: Action, body: ActionBody): Parameters {
  const given = body.exec?.exec;
  if (given?.type === 'sequence') return componentParameters(given.components);
  if (present.exec.type !== 'sequence') return body.parameters ?? present.parameters;
  return given ? (body.parameters ?? []) : present.parameters;
}

function componentParameters(components: readonly QualifiedName[]): Parameters {
  return [{ key: '_actions', value: printComponents(components) }];
}

function withExec(annotations: Annotations, exec: Exec): Annotations {
  return mergeByKey(annotations, [{ key: EXEC, value: exec.kind }]);
}
