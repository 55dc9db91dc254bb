import { LocalStreams, openEmbeddedStores, type EmbeddedStores } from '@whisker/adapter-embedded';
import { ProcessDriver } from '@whisker/adapter-process';
import { ContainerPool } from '@whisker/container-pool';
import type { Administration } from '@whisker/administration';
import { Runtimes, type Identity, type RuntimesManifest, type SystemLimits } from '@whisker/entities';
import { ConcurrencyThrottle, Entitlement, RateThrottle } from '@whisker/entitlement';
import { CachedEntityStore, type EntityStore } from '@whisker/entity-store';
import type { ApiServices, BasicCredentials } from '@whisker/http-api';
import { ActionInvoker, storeOwedRecords, TriggerFirer } from '@whisker/invocation';
import { Invoker } from '@whisker/invoker';
import {
  ActionResolver,
  Actions,
  ActivationQueries,
  NamespaceInfo,
  type ManagementDeps,
  Packages,
  Rules,
  Secrets,
  Triggers,
} from '@whisker/management';
import { HashPlacement, Scheduler } from '@whisker/scheduler';
import { EncryptedEntityStore } from '@whisker/secrets';
import ownManifest from '@whisker/runtimes/runtimes.json';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts } from './accounts';
import { build } from './build-info';
import { openGateway, type EmbeddedGateway } from './embedded-gateway';
import type { FeedService } from './feed-service';
import { openLimits } from './open-limits';
import { openKeys, type Keys } from './keys';
import { isOperator } from './operator';
import { ensureSystem, type Owner } from './owner';
import type { PlatformLog, PlatformOptions } from './platform-options';
import { stemCells } from './stem-cells';
import { openSystem } from './system-services';

const DEFAULT_MEMORY_MB = 2048;
const DEFAULT_RETENTION_DAYS = 7;
/** The only controller and the only invoker of an embedded platform. */
const CONTROLLER = '0';
const INVOKER = 0;
/** Activations the invoker takes from the bus and holds; the bus holds what comes above. */
const INVOKER_CAPACITY = 256;
/** Longest wait for running actions when the platform stops, ms. */
const DRAIN_MS = 20_000;

/** An embedded platform without a server: what a server, a NestJS application or a test is put in front of. */
export interface Platform {
  /** What the HTTP API works on. */
  readonly services: ApiServices;
  readonly owner: Owner;
  /** Undefined if it is switched off. */
  readonly gateway: EmbeddedGateway | undefined;
  /** Users, their keys, and the limits of their namespaces. Changes hold from the next request on. */
  readonly administration: Administration;
  /** What is not as it should be on this machine, in plain words. */
  readonly warnings: readonly string[];
  ownerIdentity(): Promise<Identity>;
  /** Takes work from now on. */
  start(): Promise<void>;
  /**
   * Tells where the API is reached; containers started from now on know it as `__OW_API_HOST`. Resolves when the
   * package `apimgmt` knows it, too.
   */
  listening(apihost: string): Promise<void>;
  /** What keeps it from taking work; empty if nothing does. */
  lacking(): readonly string[];
  /** Takes no more work and waits for what runs. */
  drain(): Promise<void>;
  /** Stops at once. Idempotent. */
  close(): Promise<void>;
}

/**
 * Composes the platform from the domain libraries, the stores on local disk and the process driver.
 * @throws Error whose text says what is wrong with the data folder or the machine, and what to do
 */
export async function composePlatform(options: PlatformOptions = {}): Promise<Platform> {
  const folder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'whisker-')));
  const log = options.log ?? (() => undefined);
  const stores = await openEmbeddedStores(folder, {
    retentionDays: options.retentionDays ?? DEFAULT_RETENTION_DAYS,
    log,
  });
  try {
    const { keys: storedKeys = 'plain', limits = openLimits } = options;
    const accounts = await Accounts.open({ folder, stores, keys: storedKeys, limits, log });
    const keys = await openKeys(folder, stores.secrets, options);
    return new EmbeddedPlatform(await openMachine(options, { folder, stores, accounts, keys, limits, log }));
  } catch (error) {
    await stores.close();
    throw error;
  }
}

interface Ground {
  readonly folder: string;
  readonly stores: EmbeddedStores;
  readonly keys: Keys;
  readonly accounts: Accounts;
  readonly limits: SystemLimits;
  readonly log: PlatformLog;
}

interface Machine extends Ground {
  readonly driver: ProcessDriver;
  readonly manifest: Runtimes;
  /** The kinds of the manifest that have an interpreter here. */
  readonly runtimes: Runtimes;
  readonly options: PlatformOptions;
  /** Filled in once a server listens. */
  readonly apiHost: { url: string };
  readonly gateway: EmbeddedGateway | undefined;
}

async function openMachine(options: PlatformOptions, ground: Ground): Promise<Machine> {
  const all = Runtimes.parse(options.runtimes ?? (ownManifest as RuntimesManifest));
  const apiHost = { url: '' };
  const driver = await ProcessDriver.open({
    stateFolder: join(ground.folder, 'containers'),
    runtimes: all,
    apiHost: () => apiHost.url,
    isolation: options.isolation === 'none' ? 'off' : (options.isolation ?? 'auto'),
    hiddenFolders: [ground.folder],
    ...(options.searchPath !== undefined && { searchPath: options.searchPath }),
  });
  const served = new Set(driver.kinds);
  const runtimes = all.filter(({ kind }) => served.has(kind));
  const gateway = options.apiGateway === false ? undefined : await openGateway({ ...ground, apiHost });
  return { ...ground, driver, manifest: all, runtimes, options, apiHost, gateway };
}

class EmbeddedPlatform implements Platform {
  readonly services: ApiServices;
  readonly owner: Owner;
  readonly gateway: EmbeddedGateway | undefined;
  readonly administration: Administration;
  readonly #machine: Machine;
  readonly #pool: ContainerPool;
  readonly #scheduler: Scheduler;
  readonly #invoker: Invoker;
  readonly #streams = new LocalStreams();
  /** Absent without the packages of the system. */
  #feeds: FeedService | undefined;
  #started = false;
  #closing: Promise<void> | undefined;

  constructor(machine: Machine) {
    this.#machine = machine;
    const { stores, keys, accounts } = machine;
    this.owner = accounts.owner;
    this.administration = accounts.administration;
    this.gateway = machine.gateway;
    const entities = new EncryptedEntityStore(new CachedEntityStore(stores.entities), keys.parameters);
    this.#pool = this.#createPool();
    this.#scheduler = new Scheduler({
      bus: machine.stores.bus,
      membership: machine.stores.membership,
      policy: new HashPlacement({ random: Math.random }),
      controllerId: CONTROLLER,
    });
    this.#invoker = this.#createInvoker(entities);
    this.services = this.#createServices(entities);
  }

  get warnings(): readonly string[] {
    return this.#machine.driver.warnings;
  }

  async ownerIdentity(): Promise<Identity> {
    const identity = await this.#machine.accounts.identityOf(this.owner.namespace);
    if (!identity) throw new Error(`the owner '${this.owner.namespace}' of this platform was removed or blocked`);
    return identity;
  }

  async start(): Promise<void> {
    const { driver, stores, options } = this.#machine;
    if (options.catalog) this.#feeds = await this.#openSystem();
    await driver.cleanUp();
    await storeOwedRecords(stores);
    await this.#scheduler.start();
    await this.#invoker.start();
    // A folder of its own is removed with the platform: nobody else knows it.
    if (this.#machine.options.dataFolder !== undefined) await this.#machine.accounts.serve();
    this.#started = true;
  }

  async listening(apihost: string): Promise<void> {
    const { apiHost, runtimes, log } = this.#machine;
    apiHost.url = apihost;
    if (this.gateway) {
      const caller = await this.#systemOwner();
      await this.gateway.install({ services: this.services, caller, runtimes, log });
    }
    this.#pool.start();
    this.#feeds?.start().catch((error: unknown) => this.#report('the feeds could not be started', error));
  }

  lacking(): readonly string[] {
    return this.#started && !this.#closing ? [] : ['the invoker'];
  }

  /** The invoker first: what it has not taken stays on the bus, and runs after the next start. */
  async drain(): Promise<void> {
    this.#started = false;
    await this.#feeds?.stop();
    const deadline = Date.now() + DRAIN_MS;
    await this.#invoker.drain(deadline);
    await this.#pool.drain(deadline);
    await this.gateway?.drain(Math.max(0, deadline - Date.now()));
    await this.#scheduler.close();
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    const { driver, stores, accounts, options, folder } = this.#machine;
    this.#started = false;
    this.gateway?.close();
    await this.#feeds?.close();
    await accounts.close();
    await this.#scheduler.close();
    await this.#pool.close();
    await driver.close();
    await stores.close();
    if (options.dataFolder === undefined) await rm(folder, { recursive: true, force: true });
  }

  /** Before anybody can ask for them: some dozen writes at the first start, few at those after it. */
  async #openSystem(): Promise<FeedService> {
    const { stores, runtimes, options, apiHost, log } = this.#machine;
    const caller = await this.#systemOwner();
    const feedsFile = stores.folder.file('feeds.db');
    return openSystem({
      services: this.services,
      caller,
      runtimes,
      feedsFile,
      apiHost: () => apiHost.url,
      options,
      log,
    });
  }

  async #systemOwner(): Promise<Identity> {
    const { folder, stores } = this.#machine;
    const system = await ensureSystem(folder, stores.subjects);
    const owner = await this.#machine.accounts.identityOf(system.namespace);
    if (!owner) throw new Error(`the owner of '${system.namespace}' in ${folder} was removed or blocked`);
    return owner;
  }

  #createPool(): ContainerPool {
    const { driver, options, manifest, runtimes } = this.#machine;
    return new ContainerPool({
      driver,
      memoryMb: options.memoryMb ?? DEFAULT_MEMORY_MB,
      maxCreating: options.maxCreating ?? 2,
      maxWaiting: INVOKER_CAPACITY,
      stemCells: options.prewarm === false ? [] : stemCells(manifest, runtimes),
      log: this.#logger('container pool'),
    });
  }

  #createInvoker(entities: EntityStore): Invoker {
    const { stores, keys, accounts, limits, options } = this.#machine;
    return new Invoker({
      bus: stores.bus,
      pool: this.#pool,
      entities,
      activations: stores.activations,
      journal: stores.journal,
      streams: this.#streams,
      membership: stores.membership,
      number: INVOKER,
      bootId: randomUUID(),
      userMemory: options.memoryMb ?? DEFAULT_MEMORY_MB,
      capacity: INVOKER_CAPACITY,
      limits,
      apiKeyOf: (caller) => accounts.apiKeyOf(caller),
      argumentKeys: keys,
      blacklist: accounts.blacklist,
      recordBeforeAck: true,
      log: this.#logger('invoker'),
    });
  }

  #createServices(entities: EntityStore): ApiServices {
    const { stores, accounts, keys, limits, runtimes, options } = this.#machine;
    const { sharedPackagesExecuteOnly = false } = options;
    const clock = Date.now;
    const entitlement = new Entitlement({ entities });
    const seal: ManagementDeps['seal'] = (entity) => keys.parameters.seal(entity);
    const management = { entities, entitlement, runtimes, limits, clock, seal, sharedPackagesExecuteOnly };
    const resolver = new ActionResolver({ entities });
    const onFault = (fault: unknown, transactionId: string) =>
      this.#report('a request failed', fault, { transactionId });
    const throttles = {
      rate: new RateThrottle({ limits, clock }),
      concurrency: new ConcurrencyThrottle({ limits, inFlight: (uuid) => this.#scheduler.inFlight(uuid) }),
    };
    const { activations, owed } = stores;
    const controller = {
      scheduler: this.#scheduler,
      activations,
      owed,
      streams: this.#streams,
      controllerId: CONTROLLER,
    };
    const invoker = new ActionInvoker({ resolver, entitlement, runtimes, limits, onFault, ...controller });
    return {
      authenticate: (credentials) => accounts.authenticate(credentials),
      identityOf: (namespace) => accounts.identityOf(namespace),
      entitlement,
      ...throttles,
      actions: new Actions(management),
      packages: new Packages(management),
      triggers: new Triggers(management),
      rules: new Rules(management),
      secrets: new Secrets({ vault: keys.secrets }),
      activations: new ActivationQueries({ activations }),
      namespaces: new NamespaceInfo({ limits }),
      resolver,
      invoker,
      firer: new TriggerFirer({ ...management, ...throttles, resolver, invoker, activations, owed, onFault }),
      runtimes,
      limits,
      ...(options.web && { web: options.web }),
      build,
      invokers: () =>
        Promise.resolve({ [`invoker${INVOKER}/${INVOKER}`]: this.lacking().length === 0 ? 'up' : 'down' }),
      activationsInFlight: () => this.#scheduler.size,
      disable: (credentials) => this.#disable(credentials),
      onFault,
      clock,
    };
  }

  #disable(credentials: BasicCredentials): boolean {
    const { options, log } = this.#machine;
    if (!options.operator || !isOperator(options.operator, credentials)) return false;
    this.#scheduler.disable();
    log('warn', 'the controller is disabled by its operator: no more invocations are taken');
    return true;
  }

  #logger(part: string): { warn: LogCall; error: LogCall } {
    const { log } = this.#machine;
    return {
      warn: (message, fields) => log('warn', message, { part, ...fields }),
      error: (message, fields) => log('error', message, { part, ...fields }),
    };
  }

  #report(message: string, fault: unknown, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#machine.log('error', message, {
      ...fields,
      fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
    });
  }
}

type LogCall = (message: string, fields?: Readonly<Record<string, unknown>>) => void;
