import type { Operation } from './swagger';

/** A request that should get a certain answer. */
export interface Provocation {
  /** Instead of the usual path parameters. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The platform it is sent to; the usual one unless told otherwise. */
  readonly platform?: 'throttled' | 'broken' | 'disabled' | 'legacy';
  readonly anonymous?: boolean;
  /** Requests before it, below `/api/v1/namespaces/_`: method, path, body. */
  readonly first?: readonly (readonly [method: string, path: string, body?: unknown])[];
}

const code = (source: string) => ({ exec: { kind: 'nodejs:default', code: source } });

export const anAction = code('function main(args) { return args }');
const failing = code('function main() { return { error: "no" } }');
const TOO_LARGE = [{ key: 'k', value: 'x'.repeat(1024 * 1024 + 1) }];
const rule = { trigger: '/_/t', action: '/_/a' };

/** What all platforms hold: the usual names lead to these. */
export const world: readonly (readonly [path: string, body: object])[] = [
  ['/actions/a', anAction],
  ['/actions/fails', failing],
  ['/packages/p', {}],
  ['/actions/p/a', anAction],
  ['/actions/p/fails', failing],
  ['/triggers/t', {}],
  ['/triggers/idle', {}],
  ['/rules/r', rule],
  ['/secrets/s', { value: 'password' }],
];

/** Bodies of PUTs by what they write. */
const bodies: Readonly<Record<string, object>> = {
  updateAction: anAction,
  updateActionInPackage: anAction,
  updateRule: rule,
  updateTrigger: {},
  updatePackage: {},
  updateSecret: { value: 'password' },
};

/** The parameter that names the entity, its last one in the path. */
export const nameOf = ({ parameters }: Operation): string =>
  parameters.filter((parameter) => parameter.in === 'path').at(-1)?.name ?? '';

const isCollection = ({ id }: Operation) => id.startsWith('getAll') || id === 'getActivations' || id === 'getLimits';

/** How each status is provoked where nothing special is needed. */
const usual: Readonly<Record<string, (operation: Operation) => Provocation | undefined>> = {
  200: ({ id, method }) => {
    if (method !== 'PUT') return {};
    return { query: 'overwrite=true', body: bodies[id] };
  },
  400: (operation) => {
    if (isCollection(operation)) return { path: { namespace: '!' } };
    return { path: { [nameOf(operation)]: '!' }, body: bodyFor(operation) };
  },
  401: (operation) => ({ anonymous: true, body: bodyFor(operation) }),
  403: (operation) => ({ path: { namespace: 'other' }, body: bodyFor(operation) }),
  404: (operation) => {
    const missing = nameOf(operation) === 'activationid' ? '0'.repeat(32) : 'missing';
    return { path: { [nameOf(operation)]: missing }, body: bodyFor(operation) };
  },
  406: (operation) => ({
    ...(special[`${operation.id} 200`] ?? special[`${operation.id} 202`] ?? usual['200']?.(operation)),
    headers: { accept: 'text/html' },
  }),
  409: (operation) => {
    if (operation.method === 'PUT') return { body: bodyFor(operation) };
    const other = ['actionName', 'triggerName', 'ruleName'].includes(nameOf(operation)) ? 'p' : 'a';
    return { path: { [nameOf(operation)]: other }, body: bodyFor(operation) };
  },
  413: ({ id, method }) =>
    method === 'PUT'
      ? { query: 'overwrite=true', body: { ...bodies[id], annotations: TOO_LARGE } }
      : { body: { k: TOO_LARGE } },
  415: (operation) => ({ body: bodyFor(operation) ?? {}, headers: { 'content-type': 'text/plain' } }),
  429: () => ({ platform: 'throttled' }),
  500: (operation) => ({ platform: 'broken', body: bodyFor(operation) }),
  503: () => ({ platform: 'disabled' }),
};

function bodyFor({ id }: Operation): unknown {
  return id === 'setState' ? { status: 'active' } : bodies[id];
}

const blocking = 'blocking=true';
const inPackage = (name: string) => ({ path: { actionName: name } });

/** What needs more than the usual. */
const special: Readonly<Record<string, Provocation>> = {
  'invokeAction 200': { query: blocking },
  'invokeAction 202': {},
  'invokeAction 502': { query: blocking, path: { actionName: 'fails' } },
  'invokeActionInPackage 200': { query: blocking },
  'invokeActionInPackage 202': {},
  'invokeActionInPackage 502': { query: blocking, ...inPackage('fails') },
  'deleteAction 200': { path: { actionName: 'gone' }, first: [['PUT', '/actions/gone', anAction]] },
  'deleteActionInPackage 200': { ...inPackage('gone'), first: [['PUT', '/actions/p/gone', anAction]] },
  'getActionInPackageByName 409': { path: { packageName: 'a' } },
  'updateActionInPackage 404': { path: { packageName: 'missing' }, body: anAction },
  'deleteActionInPackage 409': { path: { packageName: 'a' } },
  'invokeActionInPackage 409': { path: { packageName: 'a' } },
  'getAllActionsInPackage 404': { path: { packageName: 'missing' } },
  'getAllActionsInPackage 409': { path: { packageName: 'a' } },
  'getAllActionsInPackage 400': { path: { packageName: '!' } },
  'updateAction 404': { path: { actionName: 's' }, body: sequenceOf('/_/missing/a') },
  'deleteRule 200': { path: { ruleName: 'gone' }, first: [['PUT', '/rules/gone', rule]] },
  'updateRule 404': { path: { ruleName: 'new' }, body: { ...rule, action: '/_/missing/a' } },
  'updateRule 403': { path: { ruleName: 'new' }, body: { ...rule, action: '/other/a' } },
  'setState 200': { body: { status: 'active' } },
  'deleteTrigger 200': { path: { triggerName: 'gone' }, first: [['PUT', '/triggers/gone', {}]] },
  'fireTrigger 202': {},
  'fireTrigger 204': { path: { triggerName: 'idle' } },
  'deletePackage 200': { path: { packageName: 'gone' }, first: [['PUT', '/packages/gone', {}]] },
  'deletePackage 409': {},
  'getPackageByName 422': { platform: 'legacy', path: { packageName: 'circle' } },
  'updatePackage 403': { path: { packageName: 'b' }, body: { binding: { namespace: 'other', name: 'p' } } },
  'deleteSecret 200': { path: { secretName: 's0' }, first: [['PUT', '/secrets/s0', { value: 'x' }]] },
  'updateSecret 409': {
    path: { secretName: 'more' },
    body: { value: 'x' },
    first: Array.from({ length: 100 }, (_, i) => ['PUT', `/secrets/s${i}`, { value: 'x' }] as const),
  },
  'updateSecret 413': { body: { value: 'x'.repeat(100_000) } },
  'getActivations 400': { query: 'limit=x' },
};

function sequenceOf(...components: string[]): object {
  return { exec: { kind: 'sequence', components } };
}

/** Statuses nothing is known to provoke, and why. */
export const notProvoked: Readonly<Record<string, string>> = {
  'invokeAction 408': 'never sent: a wait that expires is answered 202 (rest-api section 15)',
  'invokeActionInPackage 408': 'never sent: a wait that expires is answered 202 (rest-api section 15)',
  'fireTrigger 408': 'never sent: a fire does not wait (rest-api section 15)',
  'setState 202': 'never sent: the state is set when the answer is given, always 200 (rest-api section 9)',
  'getAllPackages 403': 'never sent: everybody may list the shared packages of a namespace (rest-api section 5)',
};

/** The request that provokes a status of an operation. @throws Error if none is known */
export function provocationOf(operation: Operation, status: number): Provocation {
  const provocation = special[`${operation.id} ${status}`] ?? usual[String(status)]?.(operation);
  if (!provocation) throw new Error(`no request is known that gets ${status} of ${operation.id}`);
  return provocation;
}
