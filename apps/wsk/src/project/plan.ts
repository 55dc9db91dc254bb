import type { Exec, Limits } from '../documents';
import type { QualifiedName } from '../names';
import type { KeyValue } from '../parameters';

/** What a PUT of an entity carries. All annotations and parameters are there, so that those of old go away. */
export interface EntityBody {
  readonly annotations: readonly KeyValue[];
  readonly parameters?: readonly KeyValue[];
  readonly publish?: boolean;
  readonly version?: string;
  readonly binding?: { readonly namespace: string; readonly name: string };
  readonly exec?: Exec;
  readonly limits?: Limits;
  readonly trigger?: string;
  readonly action?: string;
}

/** An entity to put. */
export interface EntityStep {
  readonly kind: 'binding' | 'package' | 'action' | 'sequence' | 'rule';
  readonly name: QualifiedName;
  readonly body: EntityBody;
  /** Words for a preview: the code's source, the components of a sequence, what a rule connects. */
  readonly about: string;
}

/** A trigger to put and its feed to configure. */
export interface TriggerStep {
  readonly kind: 'trigger';
  readonly name: QualifiedName;
  readonly body: EntityBody;
  readonly about: string;
  readonly feed?: { readonly name: QualifiedName; readonly params: readonly KeyValue[] };
}

/** An operation of an API to add. */
export interface ApiStep {
  readonly kind: 'api';
  /** The action, with the namespace it is in. */
  readonly name: QualifiedName;
  readonly about: string;
  readonly api: string;
  readonly basePath: string;
  readonly path: string;
  /** In capitals. */
  readonly method: string;
  readonly response: string;
  /** What the action's annotation `require-whisk-auth` says. */
  readonly secureKey?: string | number;
}

export type Step = EntityStep | TriggerStep | ApiStep;

/** Everything a deployment does, in this order; an undeployment takes it back from the end. Plain data. */
export interface ProjectPlan {
  readonly project: string | undefined;
  readonly steps: readonly Step[];
}

/** The name of a package for what is in none. */
export const NO_PACKAGE = 'default';

/** What a user knows the thing of a step by. */
export function stepTitle(step: Step): string {
  return step.kind === 'api' ? `${step.method} ${joinedPath(step)}` : step.name.path;
}

/** Base path and path as one. */
export function joinedPath({ basePath, path }: Pick<ApiStep, 'basePath' | 'path'>): string {
  return `${basePath === '/' ? '' : basePath}${path}`;
}
