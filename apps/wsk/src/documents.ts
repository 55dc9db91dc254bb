import type { KeyValue } from './parameters';

/** The documents of the API, as far as the command looks into them. */

/** What all stored entities share. */
export interface EntityDocument {
  /** `namespace`, or `namespace/package` for an action in a package. */
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly publish?: boolean;
  readonly annotations?: readonly KeyValue[];
  readonly parameters?: readonly KeyValue[];
}

/** What an action runs. */
export interface Exec {
  readonly kind: string;
  readonly code?: string;
  readonly binary?: boolean;
  readonly image?: string;
  readonly main?: string;
  readonly components?: readonly string[];
}

/** Each member only where it is limited: ms, MB, MB, count. */
export interface Limits {
  readonly timeout?: number;
  readonly memory?: number;
  readonly logs?: number;
  readonly concurrency?: number;
}

export interface ActionDocument extends EntityDocument {
  readonly exec: Exec;
  readonly limits?: Limits;
}

/** An action as its package lists it. */
export type PackagedAction = Pick<EntityDocument, 'name' | 'version' | 'annotations'>;

export interface PackageDocument extends EntityDocument {
  readonly actions?: readonly PackagedAction[];
  readonly feeds?: readonly PackagedAction[];
}

export interface RuleDocument extends EntityDocument {
  readonly status: string;
}

/** One run of an action; lists leave the last four out, unless asked for whole documents. */
export interface ActivationDocument {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly activationId: string;
  /** ms since the epoch. */
  readonly start: number;
  /** ms; absent for triggers. */
  readonly duration?: number;
  readonly annotations?: readonly KeyValue[];
  readonly statusCode?: number;
  readonly end?: number;
  readonly response?: ActivationResponse;
  readonly logs?: readonly string[];
}

export interface ActivationResponse {
  readonly status?: string;
  readonly success?: boolean;
  readonly result?: unknown;
}
