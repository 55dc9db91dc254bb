import {
  Json,
  newTransactionId,
  parseQualifiedName,
  printActivationText,
  type Identity,
  type JsonObject,
  type QualifiedName,
} from '@whisker/entities';
import type { Administration } from '@whisker/administration';
import { answerUnreadable, SERVER_TIMEOUTS } from '@whisker/http-api';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composePlatform, type Platform } from './platform';
import { platformListener } from './platform-listener';
import type { PlatformOptions } from './platform-options';

export interface WhiskerOptions extends PlatformOptions {
  /** Default 0: a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

export interface ActionOptions {
  /** Default `nodejs:default`. */
  readonly kind?: string;
  readonly parameters?: JsonObject;
  readonly annotations?: JsonObject;
  readonly limits?: {
    readonly timeout?: number;
    readonly memory?: number;
    readonly logs?: number;
    readonly concurrency?: number;
  };
}

/** A platform running in this process. */
export interface Whisker {
  /** URL any OpenWhisk client can be pointed at. */
  readonly apihost: string;
  /** `uuid:key` of the owner. */
  readonly auth: string;
  readonly namespace: string;
  /** Users, their keys, and the limits of their namespaces. */
  readonly administration: Administration;
  /** What is not as it should be on this machine, in plain words. */
  readonly warnings: readonly string[];
  /** Creates or replaces an action. `code` is source text, or base64 of an archive. @returns the action as the API shows it */
  putAction(name: string, code: string, options?: ActionOptions): Promise<JsonObject>;
  /** Invokes an action and waits for its end, at most 60 s. @returns the activation as the API shows it */
  invoke(name: string, payload?: JsonObject): Promise<JsonObject>;
  /** Waits for what runs, then stops and leaves nothing open. */
  stop(): Promise<void>;
}

/**
 * Starts the whole platform in this process, serving the OpenWhisk API.
 *
 * @example
 * ```ts
 * const whisker = await createWhisker();
 * await whisker.putAction('hello', 'function main({ name }) { return { hello: name } }');
 * const { response } = await whisker.invoke('hello', { name: 'you' });
 * await whisker.stop();
 * ```
 */
export async function createWhisker(options: WhiskerOptions = {}): Promise<Whisker> {
  const platform = await composePlatform(options);
  const server = createServer(SERVER_TIMEOUTS, platformListener(platform));
  server.on('clientError', answerUnreadable);
  try {
    await platform.start();
    const apihost = await listen(server, options);
    await platform.listening(apihost);
    return new EmbeddedWhisker(platform, server, apihost);
  } catch (error) {
    await platform.close();
    throw error;
  }
}

function listen(server: Server, { port = 0, host = '127.0.0.1' }: WhiskerOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: bound, family, address } = server.address() as AddressInfo;
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`);
    });
  });
}

class EmbeddedWhisker implements Whisker {
  readonly auth: string;
  readonly namespace: string;
  readonly administration: Administration;

  constructor(
    private readonly platform: Platform,
    private readonly server: Server,
    readonly apihost: string,
  ) {
    ({ auth: this.auth, namespace: this.namespace } = platform.owner);
    this.administration = platform.administration;
  }

  get warnings(): readonly string[] {
    return this.platform.warnings;
  }

  async putAction(
    name: string,
    code: string,
    { kind = 'nodejs:default', parameters, annotations, limits }: ActionOptions = {},
  ): Promise<JsonObject> {
    const body: JsonObject = {
      exec: { kind, code },
      ...(parameters && { parameters: keyed(parameters) }),
      ...(annotations && { annotations: keyed(annotations) }),
      ...(limits && { limits: { ...limits } }),
    };
    return this.platform.services.actions.put(await this.#caller(), this.#nameOf(name), body, { overwrite: true });
  }

  async invoke(name: string, payload: JsonObject = {}): Promise<JsonObject> {
    const { resolver, invoker, limits, clock } = this.platform.services;
    const caller = await this.#caller();
    const action = await resolver.resolve(this.#nameOf(name));
    const transaction = { id: newTransactionId(), start: clock() };
    const outcome = await invoker.invoke({
      caller,
      action,
      payload: Json.of(payload),
      blocking: true,
      waitMs: limits.blockingWait,
      transaction,
    });
    if (outcome.type === 'accepted')
      throw new Error(`activation ${outcome.activationId} of '${name}' did not end within ${limits.blockingWait} ms`);
    return JSON.parse(printActivationText(outcome.activation)) as JsonObject;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    await this.platform.drain();
    this.server.closeAllConnections();
    await closed;
    await this.platform.close();
  }

  #caller(): Promise<Identity> {
    return this.platform.ownerIdentity();
  }

  #nameOf(name: string): QualifiedName {
    return parseQualifiedName(name.startsWith('/') ? name : `/_/${name}`, this.namespace);
  }
}

function keyed(values: JsonObject): JsonObject[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
