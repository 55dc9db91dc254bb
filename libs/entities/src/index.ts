/**
 * Names, limits and entities of the platform: what they are, how they are read and printed, and every refusal.
 * @module
 */
export { activationFromDocument, activationToDocument } from './activation-document';
export { newActivationId, parseActivationId, type ActivationId } from './activation-id';
export {
  activationStatus,
  statusWord,
  type Activation,
  type ActivationResponse,
  type FailureCode,
  type StatusCode,
} from './activation';
export {
  parseActionBody,
  parsePackageBody,
  parseRuleBody,
  parseRuleStatusBody,
  parseSecretBody,
  parseTriggerBody,
  type ActionBody,
  type EntityBody,
  type PackageBody,
  type RuleBody,
  type TriggerBody,
} from './bodies';
export { parseDuration } from './duration';
export { effectiveLimits, limitExceeded, payloadLimit, resolveLimits, type EffectiveLimits } from './effective-limits';
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
export { fromDocument, toDocument } from './entity-document';
export { errorCatalogue, refuse, WhiskError, type ErrorCode, type ErrorKind, type ErrorStage } from './errors';
export { type BodyContext, type ExecBody } from './exec-body';
export {
  AUTH_KEY_LENGTH,
  MIN_SUBJECT_LENGTH,
  parseAuthKey,
  printAuthKey,
  type AuthKey,
  type Identity,
  type Subject,
  type SubjectNamespace,
} from './identity';
export { isJsonObject, Json, type JsonObject, type JsonValue } from './json';
export { defaultSystemLimits, type ActionLimits, type NamespaceLimits, type Range, type SystemLimits } from './limits';
export {
  parseActivationListQuery,
  parseFlag,
  parseListQuery,
  parseNameFilter,
  type ActivationListParameters,
  type ListParameters,
  type QueryText,
} from './list-query';
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
  cipherOf,
  hasFlag,
  isSecretReference,
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
  type SecretReference,
} from './parameters';
export { printActivation, printActivationText, printResponse, summarizeActivation } from './print-activation';
export {
  printAction,
  printComponents,
  printPackage,
  printRule,
  printTrigger,
  summarizeAction,
  summarizePackage,
  summarizeRule,
  summarizeTrigger,
  type PackageContents,
} from './print-entity';
export { isPath, parseReference } from './reference';
export { Runtimes, type Runtime, type RuntimesManifest, type StemCell } from './runtimes';
export { FIRST_VERSION, nextVersion, parseVersion, type SemVer } from './semver';
export { checkSizes, sizeOfExec, type Sized } from './sizes';
export { newTransactionId, type Transaction } from './transaction';
export { systemTimers, type Clock, type Timers } from './time';
