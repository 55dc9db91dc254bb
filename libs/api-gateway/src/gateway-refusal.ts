/**
 * A request the gateway does not serve. The answer is `{"status": 404, "message": "Error: Not found."}`: clients of
 * gateways know this shape and not the one of the REST API, so these refusals are a catalogue of their own.
 */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';

  constructor(
    /** HTTP status. */
    readonly status: number,
    text: string,
    /** Further headers of the answer. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(text);
  }
}

const entry =
  <A extends unknown[]>(status: number, text: (...args: A) => string) =>
  (...args: A): GatewayRefusal =>
    new GatewayRefusal(status, text(...args));

/** A whole document of which something is missing or is not what it must be. */
const malformed = <A extends unknown[]>(text: (...args: A) => string) => entry(400, text);
/** A well-formed document that contradicts itself: `apimgmt` hands these texts to its callers as they are. */
const inconsistent = <A extends unknown[]>(text: (...args: A) => string) => entry(422, text);

/** Every refusal of the gateway (spec: web-actions section 8). */
export const refuse = {
  // calls
  notFound: entry(404, () => 'Not found.'),
  verbNotSupported: entry(404, () => 'Whoops. Verb not supported.'),
  dotSegments: entry(400, () => "The path must not hold '.' or '..' segments or a backslash."),
  unauthorized: entry(401, () => 'Unauthorized'),
  rateLimitExceeded: (retryAfterSeconds: number) =>
    new GatewayRefusal(429, 'Rate limit exceeded', { 'Retry-After': String(retryAfterSeconds) }),
  noTarget: entry(502, () => 'The operation has no target-url.'),
  backendFailed: entry(502, () => 'The backend did not answer.'),
  backendTooSlow: entry(504, () => 'The backend did not answer in time.'),
  bodyTooLarge: entry(413, (limit: number) => `The body is larger than ${limit} bytes.`),
  overloaded: () => new GatewayRefusal(503, 'Too many calls are in progress.', { 'Retry-After': '1' }),
  internal: entry(500, () => 'Gateway error.'),

  // management
  credentials: () =>
    new GatewayRefusal(401, 'Unauthorized', { 'WWW-Authenticate': 'Basic realm="API gateway management"' }),
  invalidVerb: entry(400, () => 'Invalid verb.'),
  tenantInvalid: entry(400, (tenant: string) => `'${tenant}' cannot be a tenant: its name is not 1 to 256 characters.`),
  tenantReserved: entry(
    400,
    (tenant: string) => `'${tenant}' cannot be a tenant: its routes would hide the platform's own API.`,
  ),
  bodyMissing: entry(400, () => 'Missing request body'),
  bodyUnreadable: entry(400, () => 'The request body is not a JSON object.'),
  unknownApi: entry(404, (id: string) => `Unknown API id ${id}`),
  unknownSubscription: entry(404, () => "Subscription doesn't exist"),
  basePathTaken: entry(409, (basePath: string) => `There is an API with the base path '${basePath}' already.`),
  changedSince: entry(412, () => 'The API was changed since it was read.'),
  tooManyApis: entry(400, (max: number) => `A tenant can have ${max} APIs at most. Delete some first.`),
  tooManySubscriptions: entry(400, (max: number) => `An API can have ${max} subscriptions at most. Delete some first.`),
  clientIdMissing: entry(400, () => "Missing field 'client_id' in request body."),
  subscriptionFieldInvalid: entry(
    400,
    (field: string) => `The field '${field}' must be a text of 1 to 256 characters.`,
  ),
  pageInvalid: entry(400, (name: string) => `The query parameter '${name}' must be a whole number.`),

  // documents
  fieldMissing: malformed((field: string) => `swagger is missing the ${field} field.`),
  fieldInvalid: malformed((field: string, kind: string) => `The swagger field ${field} must be ${kind}.`),
  pathNotAbsolute: malformed(() => "Resource path must begin with '/'."),
  pathEmpty: malformed((path: string) => `The path '${path}' defines no operation.`),
  verbUnknown: malformed((verb: string) => `Resource verb '${verb}' not supported.`),
  tooManyOperations: malformed((max: number) => `An API can have ${max} operations at most.`),
  pathTwice: inconsistent((path: string, other: string) => `The paths '${path}' and '${other}' are the same.`),
  basePathParameters: inconsistent(
    (basePath: string) =>
      `The base path (${basePath}) cannot have parameters. Only the relative path supports path parameters.`,
  ),
  responseTypeNotHttp: inconsistent(
    () => "The action must use a response type of '.http' in order to receive the path parameters.",
  ),
  targetWithoutPath: inconsistent(
    (operationId: string) =>
      `The target-url for operationId '${operationId}' must end in '$(request.path)' in order for actions to receive the path parameters.`,
  ),
  parameterUndefined: inconsistent(
    (name: string, path: string) =>
      `The parameter '${name}' defined in path '${path}' does not match any of the parameters defined for the path in the swagger file.`,
  ),
  targetInvalid: inconsistent(
    (url: string) => `The target-url '${url}' is not an http or https address without credentials.`,
  ),
  targetForbidden: inconsistent((host: string) => `This gateway is not allowed to call the host '${host}'.`),
  variableUnsupported: inconsistent(
    (name: string) =>
      `The variable '${name}' cannot be set. Only message.headers.NAME can, to a value a header can have.`,
  ),
  rateLimitInvalid: inconsistent(
    () => 'A rate limit must be [{"unit": "second|minute|hour|day", "units": <number>, "rate": <number>}].',
  ),
  securityUnsupported: inconsistent(
    (name: string) => `The security definition '${name}' is neither an apiKey in a header nor oauth2.`,
  ),
} as const;
