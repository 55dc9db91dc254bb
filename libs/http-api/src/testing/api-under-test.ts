import { ConcurrencyThrottle, Entitlement, RateThrottle } from '@whisker/entitlement';
import { Json, defaultSystemLimits, type Identity, type SystemLimits } from '@whisker/entities';
import { TriggerFirer, type InvokeCall, type InvokeOutcome } from '@whisker/invocation';
import {
  ActionResolver,
  Actions,
  ActivationQueries,
  NamespaceInfo,
  Packages,
  Rules,
  Secrets,
  Triggers,
} from '@whisker/management';
import {
  aSecretVault,
  anActivation,
  anIdentity,
  InMemoryActivationStore,
  InMemoryEntityStore,
  InMemoryOwedRecords,
  InMemorySecretStore,
  someRuntimes,
} from '@whisker/testing';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ApiServices, WebSettings } from '../api';
import { createListener } from '../listener';

export const UUID = '11111111-2222-3333-4444-555555555555';
export const KEY = 'k'.repeat(64);

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
  readonly body: unknown;
}

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON with its type. */
  readonly body?: unknown;
  /** Default: the owner's. */
  readonly auth?: string | undefined;
  /** Sends the body without telling its length. */
  readonly chunked?: boolean;
}

/** The API over stores in memory, behind a real server on loopback. Invocations end as `outcome` tells. */
export class ApiUnderTest {
  readonly caller: Identity = { ...anIdentity('guest'), namespace: { name: 'guest', uuid: UUID } };
  readonly calls: InvokeCall[] = [];
  readonly faults: unknown[] = [];
  outcome: (call: InvokeCall) => Promise<InvokeOutcome> = async () => ({
    type: 'completed',
    activation: anActivation({ response: { statusCode: 0, result: Json.of({ ok: true }) } }),
  });
  authentication: ApiServices['authenticate'] = async ({ uuid, key }) =>
    uuid === UUID && key === KEY ? this.caller : undefined;
  inFlight = 0;
  disabled = false;
  /** Who owns which namespace. */
  readonly owners = new Map([[this.caller.namespace.name, this.caller]]);
  readonly entities = new InMemoryEntityStore();
  readonly secrets = new InMemorySecretStore();
  readonly #server;
  #port = 0;

  constructor(limits: Partial<SystemLimits> = {}, web: WebSettings = {}) {
    this.#server = createServer(createListener({ ...this.#services({ ...defaultSystemLimits, ...limits }), web }));
  }

  #services(limits: SystemLimits): ApiServices {
    const { entities } = this;
    const entitlement = new Entitlement({ entities });
    const runtimes = someRuntimes();
    const clock = () => 1_700_000_000_000;
    const management = { entities, entitlement, runtimes, limits, clock };
    const rate = new RateThrottle({ limits, clock });
    const throttles = { rate, concurrency: new ConcurrencyThrottle({ limits, inFlight: () => this.inFlight }) };
    const resolver = new ActionResolver({ entities });
    const activations = new InMemoryActivationStore();
    const invoker = {
      invoke: (call: InvokeCall) => {
        this.calls.push(call);
        return this.outcome(call);
      },
    };
    return {
      authenticate: (credentials) => this.authentication(credentials),
      identityOf: async (namespace) => this.owners.get(namespace),
      entitlement,
      ...throttles,
      actions: new Actions(management),
      packages: new Packages(management),
      triggers: new Triggers(management),
      rules: new Rules(management),
      secrets: new Secrets({
        vault: aSecretVault(this.secrets),
        bounds: { bytes: 100, count: 2 },
      }),
      activations: new ActivationQueries({ activations }),
      namespaces: new NamespaceInfo({ limits }),
      resolver,
      invoker,
      firer: new TriggerFirer({
        ...{ ...management, ...throttles, resolver, invoker, activations },
        owed: new InMemoryOwedRecords(),
      }),
      runtimes,
      limits,
      build: { date: 'today', number: '1' },
      invokers: () => Promise.resolve({ 'invoker0/0': 'up' }),
      activationsInFlight: () => this.inFlight,
      disable: ({ user, password }) => (this.disabled ||= user === 'operator' && password === 'secret'),
      onFault: (fault) => this.faults.push(fault),
      clock,
    };
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async ask(method: string, path: string, asked: Asked = {}): Promise<Answered> {
    const response = await this.open(method, path, asked);
    const bytes = await buffer(response);
    const text = bytes.toString('utf8');
    return { status: response.statusCode ?? 0, headers: response.headers, text, bytes, body: readJson(text) };
  }

  /** Asks, and leaves it to the test to read the body. */
  open(method: string, path: string, asked: Asked = {}): Promise<IncomingMessage> {
    const { body, headers = {} } = asked;
    const auth = 'auth' in asked ? asked.auth : `Basic ${Buffer.from(`${UUID}:${KEY}`).toString('base64')}`;
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const sent = {
      ...(auth !== undefined && { authorization: auth }),
      ...(typeof body === 'object' && { 'content-type': 'application/json' }),
      ...(text !== undefined &&
        (asked.chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(Buffer.byteLength(text)) })),
      ...headers,
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { port: this.#port, host: '127.0.0.1', method, path, headers: sent, agent: false },
        resolve,
      );
      outgoing.on('error', reject);
      outgoing.end(text);
    });
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
