import type { ActionLimits } from './limits';
import type { QualifiedName } from './names';
import type { Annotations, Parameters } from './parameters';
import type { SemVer } from './semver';

/** What every stored entity has. */
export interface EntityBase {
  readonly name: QualifiedName;
  readonly version: SemVer;
  readonly publish: boolean;
  /** Time of the last write, epoch ms; set by the server. */
  readonly updated: number;
  readonly annotations: Annotations;
}

/** Code of a managed kind. The code itself is kept apart from the entity (up to 48 MiB): see EntityStore.readCode. */
export interface CodeExec {
  readonly type: 'code';
  /** Concrete kind, never `family:default`. */
  readonly kind: string;
  /** The code is base64 text of an archive or binary. */
  readonly binary: boolean;
  readonly main?: string;
}

/** A container image of the user's own. Its optional code is kept apart, too. */
export interface BlackboxExec {
  readonly type: 'blackbox';
  readonly kind: 'blackbox';
  readonly image: string;
  readonly binary: boolean;
  /** Code is given to /init. */
  readonly hasCode: boolean;
  readonly main?: string;
}

export interface SequenceExec {
  readonly type: 'sequence';
  readonly kind: 'sequence';
  readonly components: readonly QualifiedName[];
}

export type Exec = CodeExec | BlackboxExec | SequenceExec;

/** An exec that runs in a container. */
export type RunnableExec = CodeExec | BlackboxExec;

export interface Action extends EntityBase {
  readonly type: 'action';
  readonly exec: Exec;
  readonly parameters: Parameters;
  readonly limits: ActionLimits;
}

export interface PackageName {
  readonly namespace: string;
  readonly name: string;
}

export interface Package extends EntityBase {
  readonly type: 'package';
  readonly parameters: Parameters;
  /** Present: this package stands for another one. */
  readonly binding?: PackageName;
}

export interface RuleLink {
  readonly action: QualifiedName;
  readonly status: RuleStatus;
}

export type RuleStatus = 'active' | 'inactive';

export interface Trigger extends EntityBase {
  readonly type: 'trigger';
  readonly parameters: Parameters;
  /** By rule (`ns/rule`); absent until a rule was linked for the first time. */
  readonly rules?: Readonly<Record<string, RuleLink>>;
}

export interface Rule extends EntityBase {
  readonly type: 'rule';
  readonly trigger: QualifiedName;
  readonly action: QualifiedName;
}

export type WhiskEntity = Action | Package | Trigger | Rule;
export type EntityType = WhiskEntity['type'];

/** The collections of the API, by entity type. */
export const collectionOf = { action: 'actions', package: 'packages', trigger: 'triggers', rule: 'rules' } as const;

/** An action that is not a sequence. */
export type RunnableAction = Action & { readonly exec: RunnableExec };

export function isRunnable(action: Action): action is RunnableAction {
  return action.exec.type !== 'sequence';
}
