// The three web actions of /whisk.system/apimgmt: each names its own function of this file as its `main`.
// They keep nothing: the gateway does. Whose APIs they touch is decided by `__ow_user` alone, which the platform sets
// and no caller can.

const RESPONSE_TYPES = ['json', 'http', 'text', 'html', 'svg'];
const VERBS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];
/** How often a change is made again on the newest state after somebody else's came between. */
const MAX_TRIES = 10;
const GATEWAY_TIMEOUT_MS = 30000;

/** A text for the caller. */
class Refusal extends Error {}

function createApi(args) {
  return answered(args, async () => {
    const { doc, swagger } = readApidoc(args);
    const gateway = new Gateway(args);
    const basePath = swagger ? swagger.basePath : doc.gatewayBasePath;
    const change = (present) => swagger || withOperation(present || emptyApi(basePath, doc.apiName), doc, args);
    const stored = await prefixed('API creation failure: ', () => gateway.store(basePath, change));
    return shown(stored);
  });
}

function getApi(args) {
  return answered(args, async () => {
    checkCaller(args, 'Invalid authentication.');
    const { basepath, relpath, operation, limit, skip } = args;
    const apis = await new Gateway(args).find(basepath, { limit, skip });
    const wanted = apis.filter(({ open_api_doc: { paths } }) => has(paths, relpath, operation));
    return { apis: wanted.map((api) => ({ id: 'Not Used', key: 'Not Used', value: shown(api) })) };
  });
}

function deleteApi(args) {
  return answered(args, async () => {
    checkCaller(args, 'Invalid authentication.');
    if (!args.basepath) throw new Refusal('basepath is required.');
    if (args.operation && !args.relpath) throw new Refusal('When specifying an operation, the path is required.');
    const gateway = new Gateway(args);
    const change = (present) => {
      if (!present) throw new Refusal(`API '${args.basepath}' does not exist.`);
      return args.relpath ? withoutPath(present, args.relpath, args.operation) : undefined;
    };
    await prefixed('API deletion failure: ', () => gateway.store(args.basepath, change));
    return {};
  });
}

// --- Answers

/** Web callers get a response, others the bare value. */
async function answered(args, work) {
  const isWeb = args.__ow_method !== undefined;
  const response = (statusCode, body) => ({ statusCode, headers: { 'Content-Type': 'application/json' }, body });
  try {
    const result = await work();
    return isWeb ? response(200, result) : result;
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error);
    const text = error instanceof Refusal ? error.message : 'Internal error.';
    return { error: isWeb ? response(502, { error: text }) : text };
  }
}

async function prefixed(prefix, work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(prefix + error.message);
    throw error;
  }
}

function shown({ managed_url, open_api_doc }) {
  return {
    namespace: 'Not Used',
    gwApiActivated: true,
    tenantId: 'Not Used',
    gwApiUrl: managed_url,
    apidoc: open_api_doc,
  };
}

// --- Arguments

function checkCaller({ gwUrl, gwUrlV2, __ow_user: user }, anonymous) {
  if (!gwUrl && !gwUrlV2) throw new Refusal('gwUrl is required.');
  if (!user) throw new Refusal(anonymous);
}

function readApidoc(args) {
  checkCaller(args, 'A valid auth key is required.');
  if (!args.apidoc) throw new Refusal('apidoc is required.');
  const doc = { ...parsed(args.apidoc, 'apidoc') };
  if (!doc.namespace) throw new Refusal('apidoc is missing the namespace field');
  doc.namespace = args.__ow_user;
  if (!doc.swagger) return { doc: readOperation(doc, args) };
  if (doc.gatewayBasePath)
    throw new Refusal('swagger and gatewayBasePath are mutually exclusive and cannot be specified together.');
  const swagger = parsed(doc.swagger, 'swagger');
  requireFields(swagger, ['basePath', 'paths', 'info'], (field) => `swagger is missing the ${field} field.`);
  return { doc, swagger };
}

function readOperation(doc, { __ow_user: user, responsetype = 'json' }) {
  const fields = ['gatewayBasePath', 'gatewayPath', 'gatewayMethod'];
  requireFields(doc, fields, (field) => `apidoc is missing the ${field} field`);
  if (!doc.action) throw new Refusal('apidoc is missing the action field.');
  const parts = ['backendMethod', 'backendUrl', 'namespace', 'name', 'authkey'];
  requireFields(doc.action, parts, (field) => `action is missing the ${field} field.`);
  for (const field of fields) requireText(doc[field], field);
  for (const field of parts) requireText(doc.action[field], field);
  if (!RESPONSE_TYPES.includes(responsetype))
    throw new Refusal(`responsetype must be one of ${RESPONSE_TYPES.join(', ')}.`);
  const namespace = doc.action.namespace === '_' ? user : doc.action.namespace;
  return { ...doc, action: { ...doc.action, namespace } };
}

function requireFields(object, fields, text) {
  const missing = fields.find((field) => !object[field]);
  if (missing) throw new Refusal(text(missing));
}

function requireText(value, field) {
  if (typeof value !== 'string') throw new Refusal(`The field ${field} must be a text.`);
}

function parsed(value, field) {
  const unreadable = new Refusal(`${field} field cannot be parsed. Ensure it is valid JSON.`);
  let object = value;
  if (typeof value === 'string') {
    try {
      object = JSON.parse(value);
    } catch {
      throw unreadable;
    }
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) throw unreadable;
  return object;
}

// --- Documents

function emptyApi(basePath, name) {
  return {
    swagger: '2.0',
    info: { title: name || basePath, version: '1.0.0' },
    basePath,
    paths: {},
    'x-ibm-configuration': { assembly: { execute: [] }, cors: { enabled: true } },
  };
}

/** The document with an operation added or replaced. */
function withOperation(
  present,
  { gatewayPath: path, gatewayMethod, action, pathParameters },
  { responsetype = 'json' },
) {
  const document = structuredClone(present);
  const verb = gatewayMethod.toLowerCase();
  const operationId = operationIdOf(verb, path);
  const [name, pkg = 'default'] = action.name.split('/').reverse();
  const url = `${originOf(action.backendUrl)}/api/v1/web/${[action.namespace, pkg, name].map(encoded).join('/')}.${responsetype}`;
  removeCases(document, [operationId]);
  const operations = (document.paths[path] ??= {});
  operations[verb] = {
    operationId,
    ...(pathParameters && { parameters: pathParameters }),
    'x-openwhisk': { url, namespace: action.namespace, package: pkg, action: name },
    responses: { default: { description: 'Default response' } },
  };
  const target = responsetype === 'http' ? `${url}$(request.path)` : url;
  casesOf(document).push({ operations: [operationId], execute: steps(target, action.secureKey) });
  return document;
}

function steps(target, secureKey) {
  const invoke = { invoke: { 'target-url': target, verb: 'keep' } };
  if (!secureKey) return [invoke];
  const actions = [{ set: 'message.headers.X-Require-Whisk-Auth', value: secureKey }];
  return [invoke, { 'set-variable': { actions } }];
}

/** The document without a path, or without an operation of it; undefined if nothing is left. */
function withoutPath(present, path, operation) {
  const document = structuredClone(present);
  const operations = document.paths[path];
  const verbs = operationsOf(operations, operation);
  if (!operations || verbs.length === 0) {
    const part = operation ? ` with operation '${operation.toLowerCase()}'` : '';
    throw new Refusal(`path '${path}'${part} does not exist in the API`);
  }
  removeCases(
    document,
    verbs.map((verb) => operations[verb].operationId),
  );
  for (const verb of verbs) delete operations[verb];
  if (operationsOf(operations).length === 0) delete document.paths[path];
  return Object.keys(document.paths).length === 0 ? undefined : document;
}

/** The verbs of a path as the document has them; all, or the one that is asked for. */
function operationsOf(operations, wanted) {
  return Object.keys(operations || {}).filter(
    (verb) => VERBS.includes(verb.toLowerCase()) && (!wanted || verb.toLowerCase() === wanted.toLowerCase()),
  );
}

function has(paths, path, operation) {
  return !path || (Object.hasOwn(paths, path) && operationsOf(paths[path], operation).length > 0);
}

/** Where the document says what each operation runs; made if it is missing. */
function casesOf(document) {
  const name = document['x-gateway-configuration'] ? 'x-gateway-configuration' : 'x-ibm-configuration';
  const assembly = ((document[name] ??= {}).assembly ??= {});
  const execute = (assembly.execute ??= []);
  if (!execute.some((step) => step['operation-switch'])) execute.push({ 'operation-switch': {} });
  return (execute.find((step) => step['operation-switch'])['operation-switch'].case ??= []);
}

function removeCases(document, operationIds) {
  const cases = casesOf(document);
  const kept = cases
    .map((each) => ({ ...each, operations: each.operations.filter((id) => !operationIds.includes(id)) }))
    .filter(({ operations }) => operations.length > 0);
  cases.splice(0, cases.length, ...kept);
}

/** `get`, `/books/{id}` is `getBooksId`. */
function operationIdOf(verb, path) {
  const words = path.split(/[^0-9a-zA-Z_-]+/).filter((word) => word !== '');
  return verb + words.map((word) => word[0].toUpperCase() + word.slice(1).toLowerCase()).join('');
}

function originOf(url) {
  const origin = URL.canParse(url) ? new URL(url).origin : 'null';
  if (origin === 'null') throw new Refusal('The field backendUrl must be an address.');
  return origin;
}

/** `@` is common in namespaces and needs no encoding. */
function encoded(segment) {
  return encodeURIComponent(segment).replaceAll('%40', '@');
}

// --- The gateway

/** The management interface of the API gateway, for one tenant. */
class Gateway {
  constructor({ gwUrl, gwUrlV2, gwUser, gwPwd, __ow_user: tenant }) {
    const base = gwUrlV2 || `${gwUrl}/v2`;
    this.apis = `${base.replace(/\/$/, '')}/${encodeURIComponent(tenant)}/apis`;
    this.authorization = `Basic ${Buffer.from(`${gwUser || ''}:${gwPwd || ''}`).toString('base64')}`;
  }

  /** APIs by base path or name; all if it is undefined. */
  async find(pathOrName, page = {}) {
    const key = pathOrName && (pathOrName.startsWith('/') ? 'basePath' : 'title');
    const given = Object.entries({ ...(key && { [key]: pathOrName }), ...page }).filter(
      ([, value]) => value !== undefined,
    );
    const query = new URLSearchParams(given);
    const { body } = await this.ask(`?${query}`, { doing: 'obtain API(s) from' });
    return body;
  }

  /** Replaces the document of an API by what `change` makes of it; undefined deletes it, and stands for none there. */
  async store(pathOrName, change) {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.tryToStore(pathOrName, change);
      // 404: deleted meanwhile. 409: created meanwhile. 412: changed meanwhile.
      if (![404, 409, 412].includes(answer.status)) return answer.body;
      if (tries === MAX_TRIES) throw new Refusal('The API is being changed by too many others. Try again.');
    }
  }

  async tryToStore(pathOrName, change) {
    const doing = 'configure';
    const [found] = await this.find(pathOrName);
    if (!found) return this.ask('', { method: 'POST', body: change(undefined), doing });
    const place = `/${encodeURIComponent(found.artifact_id)}`;
    const present = await this.ask(place, { doing: 'obtain API(s) from' });
    if (present.status === 404) return present;
    const body = change(present.body.open_api_doc);
    const condition = { 'if-match': present.etag };
    if (body === undefined) return this.ask(place, { method: 'DELETE', headers: condition, doing: 'delete' });
    return this.ask(place, { method: 'PUT', headers: condition, body, doing });
  }

  async ask(place, { method = 'GET', body, headers = {}, doing }) {
    const answer = await this.send(place, {
      method,
      headers: { authorization: this.authorization, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error) => {
      console.error(error);
      throw new Refusal(`Unable to ${doing} the API Gateway: ${error.message}`);
    });
    const { status, text } = answer;
    if (status === 422) throw new Refusal(messageOf(text).replace(/^Error: /, ''));
    if (status >= 400 && ![404, 409, 412].includes(status))
      throw new Refusal(`Unable to ${doing} the API Gateway (status code ${status}): ${messageOf(text)}`);
    return { ...answer, body: status >= 400 || text === '' ? undefined : JSON.parse(text) };
  }

  async send(place, request) {
    const answer = await fetch(`${this.apis}${place}`, { ...request, signal: AbortSignal.timeout(GATEWAY_TIMEOUT_MS) });
    return { status: answer.status, etag: answer.headers.get('etag'), text: await answer.text() };
  }
}

function messageOf(text) {
  try {
    return String(JSON.parse(text).message);
  } catch {
    return text;
  }
}

module.exports = { createApi, getApi, deleteApi };
