import type { ActivationId, Identity, Json, QualifiedName, SemVer, Transaction } from '@whisker/entities';

/** An argument that travels as it is stored, and is opened by the invoker just before the run. */
export interface SealedArgument {
  readonly key: string;
  /** Of the entity that holds the parameter: its secret is meant, and for it the value was encrypted. */
  readonly namespace: string;
  /** Cipher of the value; absent: the value refers to a secret. */
  readonly encryption?: string;
}

/** Asks an invoker to run an action once. */
export interface ActivationMessage {
  readonly transaction: Transaction;
  readonly activationId: ActivationId;
  readonly action: {
    /** The real action, after a package binding was followed. */
    readonly name: QualifiedName;
    readonly version: SemVer;
    /** State of the stored action to run; its code is read by name and revision. */
    readonly revision: string;
    /** `namespace/binding` if it was invoked through one. */
    readonly binding?: string;
  };
  /** On whose behalf it runs: record, charge, `__OW_NAMESPACE`. */
  readonly caller: Identity;
  /** Controller to acknowledge to. */
  readonly controller: string;
  readonly blocking: boolean;
  /** The controller takes a stream for an answer. */
  readonly stream?: true;
  /** Merged arguments: an object, or an array handed on by a sequence. Init parameters are among them. */
  readonly content: Json;
  /** Those of its arguments that are parameters in sealed form; nothing a caller sends is ever opened. Absent: none. */
  readonly sealed?: readonly SealedArgument[];
  /** Names of arguments given as environment at /init instead. */
  readonly initParameters: readonly string[];
  readonly cause?: ActivationId;
  /** A run must have started by then (epoch ms), else it is failed without running. */
  readonly startBy: number;
}
