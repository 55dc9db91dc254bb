/**
 * The error catalogue: every refusal a caller of the platform can see.
 *
 * A domain function throws a {@link WhiskError} made by {@link refuse}; the HTTP layer maps its `kind` to a status.
 * Texts are part of the public behaviour (OpenWhisk clients and tools compare them).
 */

/** What a refusal means, independent of HTTP. The HTTP layer holds the table from kind to status. */
export type ErrorKind =
  | 'accepted'
  | 'bad-request'
  | 'unauthenticated'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'conflict'
  | 'too-large'
  | 'unsupported-media-type'
  | 'unprocessable'
  | 'throttled'
  | 'internal'
  | 'bad-gateway'
  | 'unavailable';

/**
 * Where a refusal is made. `reading`: while the request is matched and read (names, ids, query values, body text);
 * `operation`: after that. Only answers of the second kind carry CORS headers (spec: rest-api section 1).
 */
export type ErrorStage = 'reading' | 'operation';

interface Entry<A extends unknown[]> {
  readonly kind: ErrorKind;
  readonly stage: ErrorStage;
  readonly text: (...args: A) => string;
}

function entry<A extends unknown[]>(kind: ErrorKind, stage: ErrorStage, text: (...args: A) => string): Entry<A> {
  return { kind, stage, text };
}

const reading = <A extends unknown[]>(text: (...args: A) => string) => entry('bad-request', 'reading', text);
const malformed = <A extends unknown[]>(text: (...args: A) => string) =>
  entry('bad-request', 'reading', (...args: A) => `The request content was malformed:\n${text(...args)}`);
const query = <A extends unknown[]>(text: (...args: A) => string) =>
  entry(
    'bad-request',
    'reading',
    (name: string, ...args: A) => `The query parameter '${name}' was malformed:\n${text(...args)}`,
  );
const bad = <A extends unknown[]>(text: (...args: A) => string) => entry('bad-request', 'operation', text);
const required = <A extends unknown[]>(text: (...args: A) => string) =>
  bad((...args: A) => `requirement failed: ${text(...args)}`);
const tooLarge = <A extends unknown[]>(text: (...args: A) => string) => entry('too-large', 'operation', text);
const conflict = <A extends unknown[]>(text: (...args: A) => string) => entry('conflict', 'operation', text);
const forbidden = <A extends unknown[]>(text: (...args: A) => string) => entry('forbidden', 'operation', text);

/** All refusals by code. Sections follow spec `errors.md`. */
export const errorCatalogue = {
  // 1. status defaults
  badRequest: bad(() => 'The request contains bad syntax or cannot be fulfilled.'),
  notFound: entry('not-found', 'operation', () => 'The requested resource does not exist.'),
  requestTooLarge: tooLarge(() => 'The request content is larger than the server is willing or able to process.'),
  internal: entry('internal', 'operation', () => 'There was an internal server error.'),
  unavailable: entry(
    'unavailable',
    'operation',
    () => 'The server is currently unavailable (because it is overloaded or down for maintenance).',
  ),
  notAuthorizedYet: entry(
    'unauthorized',
    'operation',
    () => 'Authentication is possible but has failed or not yet been provided.',
  ),

  // 2. routing
  credentialsMissing: entry(
    'unauthenticated',
    'reading',
    () => 'The resource requires authentication, which was not supplied with the request',
  ),
  credentialsInvalid: entry('unauthenticated', 'reading', () => 'The supplied authentication is invalid'),
  noRoute: entry('not-found', 'reading', () => 'The requested resource could not be found.'),
  methodNotAllowed: entry('method-not-allowed', 'reading', () => 'HTTP method not allowed, supported methods: OPTIONS'),
  notAcceptable: entry(
    'not-acceptable',
    'reading',
    (...types: string[]) => `Resource representation is only available with these types:\n${types.join('\n')}`,
  ),
  unsupportedContentType: entry(
    'unsupported-media-type',
    'reading',
    (type: string) => `The request's Content-Type [${type}] is not supported. Expected:\napplication/json`,
  ),
  bodyUnreadable: malformed((reason: string) => reason),
  bodyNotAnObject: malformed(() => 'JSON object expected'),
  bodyOverServerLimit: entry(
    'too-large',
    'reading',
    (limit: number) =>
      `The request content was malformed:\nEntityStreamSizeException: incoming entity size exceeded the limit of ${limit} bytes`,
  ),

  // 3. names, ids, lists
  nameIllegal: reading(() => 'The name of the entity contains illegal characters.'),
  nameTooLong: reading((length: number) => `Name segement longer than allowed: ${length} > 256.`),
  namespaceIllegal: reading(() => 'The namespace contains illegal characters.'),
  namespaceTooLong: reading((length: number) => `Namespace longer than allowed: ${length} > 256.`),
  activationIdIllegal: reading(() => 'The activation id is not valid.'),
  activationIdLength: reading((length: number) => `Activation id length is ${length} but must be 32.`),
  qualifiedNameIncomplete: malformed(
    () =>
      'requirement failed: The fully qualified name of the entity must contain at least the namespace and the name of the entity.',
  ),
  limitOutOfRange: query(
    (value: string, max: number, collection: string) =>
      `The value '${value}' is not in the range of 0 to ${max} for ${collection}.`,
  ),
  skipOutOfRange: query(
    (value: string, collection: string) => `The value '${value}' is not greater than or equal to 0 for ${collection}.`,
  ),
  queryNotAnInteger: query(
    (value: string, collection: string) => `The value '${value}' is not an integer for ${collection}.`,
  ),
  queryNotABoolean: query((value: string) => `'${value}' is not a valid Boolean value`),
  nameFilterMalformed: query(
    (value: string) => `Parameter may be a 'simple' name or 'package-name/simple' name: ${value}`,
  ),
  timestampMalformed: query((value: string) => `Parameter is not a valid value for epoch seconds: ${value}`),
  docsWithCount: bad(() => "The parameter 'docs' is not permitted with 'count'."),
  waitMalformed: query(() => 'Timeout must be number of milliseconds up to 60000.'),
  limitsInnerRoute: reading(() => 'Inner entity level routes for limits are not yet implemented.'),

  // 4. entities
  packageNotFound: entry(
    'not-found',
    'operation',
    (name: string) => `The requested resource '${name}' does not exist.`,
  ),
  notAuthorizedFor: forbidden(
    (...resources: string[]) =>
      `The supplied authentication is not authorized to access '${[...resources].sort().join(', ')}'.`,
  ),
  kindNotAllowed: forbidden(
    (kind: string) => `The supplied authentication is not authorized to access actions of kind '${kind}'.`,
  ),
  sharedActionUnreadable: forbidden(
    (pkg: string) => `GET not permitted for '${pkg}' since it's an action in a shared package`,
  ),
  boundActionUnreadable: forbidden(
    (name: string) =>
      `GET not permitted for '${name}'. Resource does not exist or is an action in a shared package binding.`,
  ),
  sharedPackageUnreadable: forbidden((name: string) => `GET not permitted for '${name}' since it's a shared package`),
  boundPackageUnreadable: forbidden(
    (name: string) => `GET not permitted since ${name} is a binding of a shared package`,
  ),
  alreadyExists: conflict(() => 'resource already exists'),
  concurrentModification: conflict(() => 'Concurrent modification to resource detected.'),
  otherCollection: conflict(() => 'Resource by this name exists but is not in this collection.'),
  corrupt: entry('internal', 'operation', () => 'Resource is corrupted and cannot be read.'),
  sizeExceeded: tooLarge(
    (what: 'exec' | 'parameters' | 'annotations' | 'Request', size: number, limit: number) =>
      `${what} larger than allowed: ${size} > ${limit} bytes.`,
  ),
  execMissing: bad(() => 'exec undefined'),
  execKindMissing: malformed(() => "'kind' must be a string defined in 'exec'"),
  kindUnsupported: malformed(
    (kind: string, kinds: readonly string[]) =>
      `The specified runtime '${kind}' is not supported by this platform. Valid values are: ${kinds.map((k) => `'${k}'`).join(', ')}.`,
  ),
  codeMissing: malformed(
    (kind: string, attached = true) =>
      `'code' must be a string ${attached ? 'or attachment object ' : ''}defined in 'exec' for '${kind}' actions`,
  ),
  codeNotText: malformed((value: string) => `Could not deserialize as attachment record: ${value}`),
  mainMissing: malformed((kind: string) => `'main' must be a string defined in 'exec' for '${kind}' actions`),
  mainNotText: malformed((kind: string) => `if defined, 'main' be a string in 'exec' for '${kind}' actions`),
  imageMissing: malformed(() => "'image' must be a string defined in 'exec' for 'blackbox' actions"),
  imageMalformed: malformed(() => 'could not parse image name'),
  componentsMissing: malformed(() => "'components' must be defined for sequence kind"),
  componentsNotAnArray: malformed(() => "'components' must be an array"),
  referenceMalformed: malformed(() => 'fully qualified name malformed'),
  pathUndefined: malformed(() => 'requirement failed: path undefined'),
  pathInvalid: malformed(
    (segments: readonly string[]) => `requirement failed: path contains invalid parts ArraySeq(${segments.join(', ')})`,
  ),
  objectExpected: malformed((field?: string) =>
    field === undefined ? 'Object expected' : `Object expected in field '${field}'`,
  ),
  memberMissing: malformed((member: string) => `Object is missing required member '${member}'`),
  booleanExpected: malformed((value: string) => `Expected JsBoolean, but got ${value}`),
  textExpected: malformed((value: string) => `Expected String as JsString, but got ${value}`),
  arrayExpected: malformed((value: string) => `Expected Array as JsArray, but got ${value}`),
  parametersMalformed: malformed(() => 'parameters malformed!'),
  versionMalformed: malformed(() => 'semantic version malformed'),
  kindDeprecated: bad(
    (kind: string) =>
      `The '${kind}' runtime is no longer supported. You may read and delete but not update or invoke this action.`,
  ),
  sequenceTooLong: bad(() => 'Too many actions in the sequence.'),
  sequenceEmpty: bad(() => 'No component specified for the sequence.'),
  sequenceCyclic: bad(() => 'Sequence may not refer to itself.'),
  sequenceComponentMissing: bad(() => 'Sequence component does not exist.'),
  parametersNotAllowed: bad(() => 'Request defines parameters that are not allowed (e.g., reserved properties).'),
  memoryOverLimit: required((mb: number, max: number) => `memory size ${mb} MB exceeds allowed threshold of ${max} MB`),
  memoryUnderLimit: required((mb: number, min: number) => `memory size ${mb} MB below allowed threshold of ${min} MB`),
  logsOverLimit: required((mb: number, max: number) => `log size ${mb} MB exceeds allowed threshold of ${max} MB`),
  logsUnderLimit: required((mb: number, min: number) => `log size ${mb} MB below allowed threshold of ${min} MB`),
  timeoutOverLimit: required(
    (ms: number, max: number) => `duration ${ms} milliseconds exceeds allowed threshold of ${max} milliseconds`,
  ),
  timeoutUnderLimit: required(
    (ms: number, min: number) => `duration ${ms} milliseconds below allowed threshold of ${min} milliseconds`,
  ),
  concurrencyOverLimit: required((n: number, max: number) => `concurrency ${n} exceeds allowed threshold of ${max}`),
  concurrencyUnderLimit: required((n: number, min: number) => `concurrency ${n} below allowed threshold of ${min}`),
  instancesOverLimit: bad(
    (max: number) => `Max action instance concurrency must not exceed your namespace concurrency of ${max}.`,
  ),
  instancesNegative: malformed(
    () => 'requirement failed: Action container concurrency must be greater than or equal to 0.',
  ),
  sizeNegative: malformed(() => 'requirement failed: a negative size of an object is not allowed.'),
  limitNotWhole: malformed((limit: string) => `requirement failed: ${limit} must be whole number`),
  limitMalformed: malformed((limit: string) => `${limit} malformed`),
  packageNameReserved: bad(() => "Package name 'default' is reserved."),
  bindingNameMalformed: malformed(() => 'entity name malformed'),
  bindingTargetMissing: bad(() => 'Binding references a package that does not exist.'),
  bindingToBinding: bad(() => 'Cannot bind to another package binding.'),
  bindingTargetNotAPackage: conflict(() => 'Cannot bind to a resource that is not a package.'),
  packageNotConvertible: conflict(() => 'Resource is a package and cannot be converted into a binding.'),
  bindingNotWritable: bad(() => 'Operation not permitted on package binding.'),
  bindingCircular: entry(
    'unprocessable',
    'operation',
    (name: string) => `Package binding '${name}' contains a circular reference.`,
  ),
  packageNotEmpty: conflict(
    (n: number) =>
      `Package not empty (contains ${n} ${n === 1 ? 'entity' : 'entities'}). Set force param or delete package contents.`,
  ),
  feedNameInvalid: bad(() => 'Feed name is not valid'),
  ruleIncomplete: bad(() => 'rule requires a valid trigger and a valid action'),
  ruleTriggerMissing: bad((name: string) => `trigger ${name} does not exist`),
  ruleActionMissing: bad((name: string) => `action ${name} does not exist`),
  ruleTriggerCorrupt: bad((name: string) => `trigger ${name} is corrupted`),
  ruleActionCorrupt: bad((name: string) => `action ${name} is corrupted`),
  ruleStatusMissing: malformed(() => 'key not found: status'),
  ruleStatusUnknown: malformed((status: string) => `requirement failed: ${status} is not a recognized rule state`),
  ruleTriggerGone: entry('not-found', 'operation', () => 'Only rules with existing triggers can be activated'),

  // Whisker's own: secrets
  secretValueMissing: malformed(() => "a secret needs the member 'value', a text that is not empty"),
  secretTooLarge: tooLarge((size: number, limit: number) => `secret larger than allowed: ${size} > ${limit} bytes.`),
  tooManySecrets: conflict(
    (most: number) => `The namespace may have ${most} secrets and has them: delete one before another is set.`,
  ),

  // 5. throttles and system
  rateExceeded: entry(
    'throttled',
    'operation',
    (count: number, allowed: number) => `Too many requests in the last minute (count: ${count}, allowed: ${allowed}).`,
  ),
  concurrencyExceeded: entry(
    'throttled',
    'operation',
    (count: number, allowed: number) =>
      `Too many concurrent requests in flight (count: ${count}, allowed: ${allowed}).`,
  ),
  operatorUnknown: entry('unauthenticated', 'reading', () => 'username or password are wrong.'),

  // 6. web actions
  extensionMissing: entry(
    'not-acceptable',
    'reading',
    () => 'Extension must be specified and one of [.http, .json, .html, .svg, .text].',
  ),
  webTypeUnsupported: bad((type: string) => `Content type '${type}' is not supported.`),
  responseNotReady: entry('accepted', 'operation', () => 'Response not yet ready.'),
  responseFailed: bad(() => 'There was an error processing your request.'),
  responsePropertyMissing: entry('not-found', 'operation', () => 'Response does not include requested property.'),
  responseNotValid: bad((type: string) => `Response is not valid '${type}'.`),
  responseTypeUnknown: bad(() => 'Response did not specify a known content-type.'),
  responseTypeMismatch: bad(() => 'Response type in header did not match generated content type.'),
} as const;

/** Key of a refusal in {@link errorCatalogue}. */
export type ErrorCode = keyof typeof errorCatalogue;

const MARK = Symbol.for('whisker.WhiskError');

/** A catalogued refusal. `message` is the public text. */
export class WhiskError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly stage: ErrorStage;
  readonly [MARK] = true;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'WhiskError';
    this.code = code;
    this.kind = errorCatalogue[code].kind;
    this.stage = errorCatalogue[code].stage;
  }

  /** Like `instanceof`, but true also across two copies of this package (jest realms, duplicated installs). */
  static is(value: unknown): value is WhiskError {
    return typeof value === 'object' && value !== null && MARK in value;
  }
}

type Refusals = { readonly [C in ErrorCode]: (...args: Parameters<(typeof errorCatalogue)[C]['text']>) => WhiskError };

/** Makes catalogued refusals: `throw refuse.notFound()`. */
export const refuse: Refusals = Object.fromEntries(
  Object.entries(errorCatalogue).map(([code, { text }]) => [
    code,
    (...args: unknown[]) => new WhiskError(code as ErrorCode, (text as (...all: unknown[]) => string)(...args)),
  ]),
) as unknown as Refusals;
