/**
 * What each action asks of the database. `call(method, path, { query, body, type })` resolves to the answer's body.
 * Paths are lists of segments; a part of one that was not given is refused by its name.
 */
const OPERATIONS = {
  'create-database': (call, { dbname }) => call('PUT', [dbname]),
  'read-database': (call, { dbname }) => call('GET', [dbname]),
  'delete-database': (call, { dbname }) => call('DELETE', [dbname]),
  'list-all-databases': async (call) => ({ all_databases: await call('GET', ['_all_dbs']) }),
  'read-updates-feed': (call, { params }) => call('GET', ['_db_updates'], { query: params }),
  'create-document': (call, { dbname, doc }) => call('POST', [dbname], { body: object(doc) }),
  'read-document': (call, { dbname, docid, params }) => call('GET', [dbname, docid], { query: params }),
  read: (call, { dbname, id, ...rest }) => call('GET', [dbname, id ?? requiring(rest).docid], { query: rest.params }),
  'update-document': (call, { dbname, doc }) => call('PUT', [dbname, object(doc)._id], { body: object(doc) }),
  write,
  'delete-document': (call, { dbname, docid, docrev }) => call('DELETE', [dbname, docid], { query: { rev: docrev } }),
  'list-documents': (call, { dbname, params }) => call('GET', [dbname, '_all_docs'], { query: params }),
  'list-design-documents': (call, { dbname, includedocs, params }) =>
    call('GET', [dbname, '_all_docs'], {
      query: { ...params, startkey: '"_design/"', endkey: '"_design0"', include_docs: includedocs === true },
    }),
  'create-query-index': (call, { dbname, index }) => call('POST', [dbname, '_index'], { body: object(index) }),
  'list-query-indexes': (call, { dbname }) => call('GET', [dbname, '_index']),
  'delete-query-index': (call, { dbname, docid, indextype = 'json', indexname }) =>
    call('DELETE', [dbname, '_index', docid, indextype, indexname]),
  'exec-query-find': (call, { dbname, query }) => call('POST', [dbname, '_find'], { body: object(query) }),
  'exec-query-search': (call, { dbname, docid, indexname, search }) =>
    call('POST', [dbname, '_design', docid, '_search', indexname], { body: object(search) }),
  'exec-query-view': (call, { dbname, docid, viewname, params }) =>
    call('GET', [dbname, '_design', docid, '_view', viewname], { query: params }),
  'delete-view': deleteView,
  'manage-bulk-documents': async (call, { dbname, docs }) => ({
    docs: await call('POST', [dbname, '_bulk_docs'], { body: object(docs) }),
  }),
  'read-changes-feed': (call, { dbname, params }) => call('GET', [dbname, '_changes'], { query: params }),
  'create-attachment': putAttachment,
  'read-attachment': (call, { dbname, docid, attachmentname, params }) =>
    call('GET', [dbname, docid, attachmentname], { query: params }),
  'update-attachment': putAttachment,
  'delete-attachment': (call, { dbname, docid, attachmentname, docrev }) =>
    call('DELETE', [dbname, docid, attachmentname], { query: { rev: docrev } }),
};

const PATH_PARTS = new Set(['dbname', 'docid', 'viewname', 'indexname', 'attachmentname']);

/** Runs the operation that the action is named after. */
async function main(params) {
  const { __OW_ACTION_NAME: self = '' } = process.env;
  const operation = OPERATIONS[self.split('/').pop()];
  if (!params.host && !params.url) return { error: 'Cloudant host is required.' };
  try {
    return await operation(await connect(params), requiring(params));
  } catch (failure) {
    if (failure instanceof Refused) return { error: failure.message, ...failure.details };
    throw failure;
  }
}

/** Refuses an operation that looks up a part of a path that was not given. */
function requiring(params) {
  const get = (target, name) => {
    if (PATH_PARTS.has(name) && !target[name]) throw new Refused(`${name} is required.`);
    return target[name];
  };
  return new Proxy(params, { get });
}

class Refused extends Error {
  constructor(message, details) {
    super(message);
    this.details = details;
  }
}

/** Creates the document, or with `overwrite` replaces what is there. */
async function write(call, { dbname, doc, overwrite }) {
  const document = object(doc);
  if (overwrite !== true || document._id === undefined) return call('POST', [dbname], { body: document });
  const present = await call('GET', [dbname, document._id]).catch((failure) => {
    if (failure.details?.statusCode === 404) return {};
    throw failure;
  });
  return call('PUT', [dbname, document._id], { body: { ...document, _rev: present._rev } });
}

/** A view lives in its design document, which goes with the last of them. */
async function deleteView(call, { dbname, docid, viewname }) {
  const path = [dbname, '_design', docid];
  const design = await call('GET', path);
  const views = { ...design.views };
  delete views[viewname];
  if (Object.keys(views).length > 0) return call('PUT', path, { body: { ...design, views } });
  return call('DELETE', path, { query: { rev: design._rev } });
}

function putAttachment(call, { dbname, docid, docrev, attachment, attachmentname, contenttype, params }) {
  const query = { ...params, ...(docrev !== undefined && { rev: docrev }) };
  return call('PUT', [dbname, docid, attachmentname], { query, body: attachment, type: contenttype });
}

/** An object, also where it was given as its JSON text. */
function object(value) {
  if (typeof value === 'object' && value !== null) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new Refused('A document, index or query must be given as a JSON object.');
  }
}

async function connect({ url, protocol = 'https', host, port, username, password, iamApiKey, iamUrl }) {
  const base = url ?? `${protocol}://${host}${port === undefined ? '' : `:${port}`}`;
  const { origin, username: user, password: secret } = new URL(base);
  const authorization = iamApiKey
    ? `Bearer ${await iamToken(iamApiKey, iamUrl)}`
    : basic(username ?? decodeURIComponent(user), password ?? decodeURIComponent(secret));
  return (method, path, options) => call({ origin, authorization, method, path }, options);
}

async function call({ origin, authorization, method, path }, { query = {}, body, type = 'application/json' } = {}) {
  const url = new URL(`/${path.map(encodeURIComponent).join('/')}`, origin);
  for (const [name, value] of Object.entries(query)) {
    url.searchParams.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const answer = await fetch(url, {
    method,
    headers: { authorization, ...(body !== undefined && { 'content-type': type }) },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
  const result = await read(answer);
  if (answer.ok) return result;
  throw new Refused(result.reason ?? result.error ?? `The database answered with status ${answer.status}.`, {
    statusCode: answer.status,
  });
}

/** JSON as it is; an attachment as text, or base64 where it is none. */
async function read(answer) {
  const contenttype = answer.headers.get('content-type') ?? '';
  if (contenttype.includes('json')) return answer.json();
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { attachment: bytes.toString(contenttype.startsWith('text/') ? 'utf8' : 'base64'), contenttype };
}

async function iamToken(iamApiKey, iamUrl = 'https://iam.cloud.ibm.com/identity/token') {
  const answer = await fetch(iamUrl, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey: iamApiKey }),
  });
  if (!answer.ok) throw new Refused('The iamApiKey was not accepted.', { statusCode: answer.status });
  return (await answer.json()).access_token;
}

function basic(username, password) {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

exports.main = main;
