import type { JsonObject } from '@whisker/entities';
import { sameText } from './api-secrets';
import type { Apis } from './apis';
import { decodeTenant } from './call-listener';
import { refuse } from './gateway-refusal';
import type { Answer, Message } from './message';
import type { ManagedApi } from './route-store';

/** Who may manage APIs. */
export interface GatewayCredentials {
  readonly user: string;
  readonly password: string;
}

/** What the management interface needs. */
export interface ManagementServices {
  readonly apis: Apis;
  readonly credentials: GatewayCredentials;
  readonly maxDocumentBytes: number;
  /** Where callers reach the gateway: `scheme://host[:port]`. */
  readonly publicUrl: () => string;
}

type Route = (services: ManagementServices, message: Message, place: Place) => Promise<Answer>;

/** What a path names. */
interface Place {
  readonly tenant: string;
  readonly id: string;
  readonly clientId: string;
}

const PATH = /^\/v2\/([^/]+)\/apis(?:\/([^/]+)(\/subscriptions(?:\/([^/]+))?)?)?\/?$/;
const MAX_CLIENT_LENGTH = 256;

const apis: Readonly<Record<string, Route>> = {
  async GET(services, message, { tenant }) {
    const query = new URLSearchParams(message.search);
    const found = await services.apis.list(tenant, {
      basePath: query.get('basePath') ?? undefined,
      title: query.get('title') ?? undefined,
      skip: wholeNumber(query, 'skip'),
      limit: wholeNumber(query, 'limit'),
    });
    return { status: 200, body: found.map((api) => shown(api, services)) };
  },
  POST: async (services, message, { tenant }) =>
    one(services, await services.apis.create(tenant, await message.readObject(services.maxDocumentBytes))),
};

const api: Readonly<Record<string, Route>> = {
  GET: async (services, _message, key) => one(services, await services.apis.get(key)),
  async PUT(services, message, key) {
    const document = await message.readObject(services.maxDocumentBytes);
    return one(services, await services.apis.update(key, document, basedOn(message)));
  },
  async DELETE(services, message, key) {
    await services.apis.delete(key, basedOn(message));
    return { status: 204 };
  },
};

const subscriptions: Readonly<Record<string, Route>> = {
  GET: async (services, _message, key) => ({ status: 200, body: [...(await services.apis.subscriptions(key))] }),
  async POST(services, message, key) {
    const body = await message.readObject(services.maxDocumentBytes);
    if (body['client_id'] === undefined) throw refuse.clientIdMissing();
    const id = textOf(body, 'client_id');
    const secret = body['client_secret'] === undefined ? undefined : textOf(body, 'client_secret');
    await services.apis.subscribe(key, { id, secret });
    return { status: 200, body: { message: `Subscription '${id}' created for API '${key.id}'` } };
  },
};

const subscription: Readonly<Record<string, Route>> = {
  async DELETE(services, _message, { clientId, ...key }) {
    await services.apis.unsubscribe(key, clientId);
    return { status: 204 };
  },
};

/**
 * Serves `/v2/{tenant}/apis…` (spec: web-actions 8.3).
 * @throws GatewayRefusal
 */
export async function serveManagement(services: ManagementServices, message: Message): Promise<void> {
  requireCredentials(services.credentials, message.request.headers.authorization);
  const [path, ...segments] = PATH.exec(message.path) ?? [];
  if (path === undefined) throw refuse.notFound();
  const [tenant = '', id, collection, clientId] = segments.map((segment) => segment && decodeTenant(segment));
  const routes = routesFor({ id, collection, clientId });
  const route = Object.hasOwn(routes, message.method) ? routes[message.method] : undefined;
  if (!route) throw refuse.invalidVerb();
  message.answer(await route(services, message, { tenant, id: id ?? '', clientId: clientId ?? '' }));
}

type Segments = Readonly<Record<'id' | 'collection' | 'clientId', string | undefined>>;

function routesFor({ id, collection, clientId }: Segments): Readonly<Record<string, Route>> {
  if (id === undefined) return apis;
  if (collection === undefined) return api;
  return clientId === undefined ? subscriptions : subscription;
}

function requireCredentials({ user, password }: GatewayCredentials, authorization: string | undefined): void {
  const encoded = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined || !sameText(Buffer.from(encoded, 'base64').toString('utf8'), `${user}:${password}`))
    throw refuse.credentials();
}

function one(services: ManagementServices, found: ManagedApi): Answer {
  return { status: 200, body: shown(found, services), headers: { ETag: `"${found.revision}"` } };
}

function shown({ id, tenant, basePath, document }: ManagedApi, { publicUrl }: ManagementServices): JsonObject {
  return {
    artifact_id: id,
    managed_url: `${publicUrl()}/api/${encodeURIComponent(tenant)}${basePath}`,
    open_api_doc: document,
  };
}

/** The revision a change is based on, by `If-Match`; one that was never given matches none. */
function basedOn({ request }: Message): number | undefined {
  const condition = request.headers['if-match'];
  if (condition === undefined || condition === '*') return undefined;
  return Number(/^"(\d{1,15})"$/.exec(condition)?.[1] ?? -1);
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (!/^\d{1,9}$/.test(value)) throw refuse.pageInvalid(name);
  return Number(value);
}

function textOf(body: JsonObject, field: string): string {
  const value = body[field];
  if (typeof value !== 'string' || value === '' || value.length > MAX_CLIENT_LENGTH)
    throw refuse.subscriptionFieldInvalid(field);
  return value;
}
