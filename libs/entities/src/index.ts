/**
 * Names, limits and entities of the platform: what they are, how they are read and printed, and every refusal.
 * @module
 */
export { newActivationId, parseActivationId, type ActivationId } from './activation-id';
export { activationStatus, statusWord, type Activation, type ActivationResponse, type FailureCode, type StatusCode } from './activation';
export {
  collectionOf,
  isRunnable,
  type Action,
  type BlackboxExec,
  type CodeExec,
  type EntityBase,
  type EntityType,
  type Exec,
  type Package,
  type PackageName,
  type Rule,
  type RuleLink,
  type RuleStatus,
  type RunnableAction,
  type RunnableExec,
  type SequenceExec,
  type Trigger,
  type WhiskEntity,
} from './entity';
export { errorCatalogue, refuse, WhiskError, type ErrorCode, type ErrorKind, type ErrorStage } from './errors';
export { AUTH_KEY_LENGTH, MIN_SUBJECT_LENGTH, parseAuthKey, printAuthKey, type AuthKey, type Identity, type Subject, type SubjectNamespace } from './identity';
export { isJsonObject, Json, type JsonObject, type JsonValue } from './json';
export { defaultSystemLimits, type ActionLimits, type NamespaceLimits, type Range, type SystemLimits } from './limits';
export {
  DEFAULT_PACKAGE,
  isEntityName,
  MAX_NAME_LENGTH,
  nameFromId,
  OWN_NAMESPACE,
  parseEntityName,
  parseNamespace,
  parseQualifiedName,
  pathOf,
  printName,
  qualifiedName,
  sameName,
  type QualifiedName,
} from './names';
export {
  hasFlag,
  isTruthy,
  mergeByKey,
  parseAnnotations,
  parseParameters,
  sizeOf,
  toObject,
  valueOf,
  withoutKeys,
  type Annotation,
  type Annotations,
  type Parameter,
  type Parameters,
} from './parameters';
export { Runtimes, type Runtime, type RuntimesManifest, type StemCell } from './runtimes';
export { FIRST_VERSION, nextVersion, parseVersion, type SemVer } from './semver';
export { newTransactionId, type Transaction } from './transaction';
