import { randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ContainerError, type Container, type ContainerDriver, type ContainerSpec } from '@whisker/container-pool';
import type { Runtimes } from '@whisker/entities';
import { Ticker, type RuntimeContainer } from '@whisker/runtime-client';
import { installModules } from './action-modules';
import type { ActionProcess } from './action-process';
import { Cgroups } from './cgroups';
import { startContainer, type FactoryParts } from './container-factory';
import { removeFolder, RunFolder, type ContainerFolder } from './folders';
import { findInterpreters, interpreterOf, type Family, type Interpreter } from './interpreters';
import { probeIsolation, type Isolation } from './isolation';
import { removeLeftovers } from './leftovers';
import type { ProcessDriverOptions } from './options';
import { Sandbox } from './sandbox';

const START_TIMEOUT_MS = 30_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;
const BUSY_TICK_MS = 20;
const AWAKE_TICK_MS = 100;

interface Served {
  readonly interpreter: Interpreter;
  readonly proxy: string;
  /** `node_modules` that every action of the kind finds. */
  readonly modules: string | undefined;
}

/** What was found out about the machine. */
interface Findings {
  readonly isolation: Isolation | undefined;
  readonly cgroups: Cgroups | undefined;
  /** By kind. */
  readonly served: ReadonlyMap<string, Served>;
  readonly warnings: readonly string[];
}

/** Container driver: every action container is a child process that runs a runtime proxy, in a sandbox where possible. */
export class ProcessDriver implements ContainerDriver {
  readonly kinds: readonly string[];
  /** Containers are sandboxed by bubblewrap. */
  readonly isolated: boolean;
  /** What the operator should know, a sentence each. */
  readonly warnings: readonly string[];
  readonly #served: ReadonlyMap<string, Served>;
  readonly #runtimes: Runtimes;
  readonly #stateFolder: string;
  readonly #newId: () => string;
  readonly #factory: FactoryParts;
  /** Everything that was started and is not gone. */
  readonly #processes = new Set<ActionProcess>();
  readonly #containers = new Map<string, RuntimeContainer>();
  readonly #removals = new Set<Promise<void>>();
  #closed: Promise<void> | undefined;

  private constructor(options: ProcessDriverOptions, findings: Findings) {
    this.#runtimes = options.runtimes;
    this.#stateFolder = options.stateFolder;
    this.#newId = options.newId ?? (() => randomBytes(8).toString('hex'));
    this.#served = findings.served;
    this.kinds = [...this.#served.keys()];
    this.isolated = findings.isolation !== undefined;
    this.warnings = findings.warnings;
    this.#factory = this.#prepare(options, findings);
    process.once('exit', this.#killAll);
  }

  /**
   * Finds out what this machine has; a second opening is quick, since interpreters are remembered.
   * @throws Error if isolation is required and not possible
   */
  static async open(given: ProcessDriverOptions): Promise<ProcessDriver> {
    mkdirSync(given.stateFolder, { recursive: true });
    // One spelling: leftovers are told by their folder.
    const options = { ...given, stateFolder: realpathSync(given.stateFolder) };
    const { searchPath, interpreterPaths } = options;
    const cacheFile = join(options.stateFolder, 'interpreters.json');
    const [interpreters, cgroups, found] = await Promise.all([
      findInterpreters({ searchPath, interpreterPaths, cacheFile }),
      options.cgroups === 'off' ? undefined : Cgroups.probe(),
      findIsolation(options, true),
    ]);
    const served = serve(options, interpreters);
    const separateUser = found.isolation?.owner !== undefined;
    const canRead = !separateUser || [...served.values()].every(isReadableByAll);
    return new ProcessDriver(options, { served, cgroups, ...(canRead ? found : await findIsolation(options, false)) });
  }

  async create(spec: ContainerSpec): Promise<Container> {
    if (this.#closed) throw new ContainerError('the driver is closed');
    const served = this.#serving(spec);
    const container = await startContainer(this.#factory, { id: this.#newId(), spec, ...served });
    if (this.#closed) {
      await container.destroy();
      throw new ContainerError('the driver was closed');
    }
    this.#containers.set(container.id, container);
    return container;
  }

  async cleanUp(): Promise<void> {
    await removeLeftovers(this.#stateFolder);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#containers.values()].map((container) => container.destroy()));
    // Those still starting then fail by themselves.
    await Promise.all([...this.#processes].map((started) => started.kill()));
    this.#factory.tickers.busy.stop();
    this.#factory.tickers.awake.stop();
    await Promise.all(this.#removals);
    await this.#factory.run.remove();
    process.off('exit', this.#killAll);
  }

  #serving({ kind, image }: ContainerSpec): Served {
    if (kind === 'blackbox') {
      throw new ContainerError(`This platform runs no container images: '${image ?? ''}' cannot be started.`, 'user');
    }
    const served = this.#served.get(this.#runtimes.find(kind)?.kind ?? kind);
    if (!served) throw new ContainerError(`This machine has no interpreter for kind '${kind}'.`);
    return served;
  }

  #prepare(options: ProcessDriverOptions, { isolation, cgroups }: Findings): FactoryParts {
    const { stateFolder, apiHost } = options;
    const run = RunFolder.open(stateFolder, isolation === undefined);
    const hidden = [stateFolder, ...(options.hiddenFolders ?? [])];
    return {
      run,
      cgroups,
      sandbox: isolation && new Sandbox(isolation, run.path, hidden),
      tickers: { busy: new Ticker(BUSY_TICK_MS), awake: new Ticker(AWAKE_TICK_MS) },
      apiHost: typeof apiHost === 'string' ? () => apiHost : apiHost,
      environment: options.environment ?? {},
      startTimeout: options.startTimeout ?? START_TIMEOUT_MS,
      maxLogBytes: options.maxLogBytes ?? MAX_LOG_BYTES,
      onStarted: (started) => this.#processes.add(started),
      onGone: (gone, folder) => this.#remove(gone, folder),
    };
  }

  /** Folders may be large: no one waits for their removal but `close`. */
  #remove(gone: ActionProcess | undefined, { id, path, socketFolder }: ContainerFolder): void {
    if (gone) this.#processes.delete(gone);
    this.#containers.delete(id);
    const removal = Promise.all([removeFolder(socketFolder), removeFolder(path)]).then(() => {
      this.#removals.delete(removal);
    });
    this.#removals.add(removal);
  }

  /** For a platform that ends without `close`. */
  readonly #killAll = (): void => {
    for (const started of this.#processes) started.killNow();
  };
}

function serve(options: ProcessDriverOptions, interpreters: readonly Interpreter[]): Map<string, Served> {
  const installed = new Map<string, string | undefined>();
  const modules = (family: Family, proxy: string): string | undefined => {
    if (family !== 'nodejs') return undefined;
    if (!installed.has(proxy)) installed.set(proxy, installModules(options.stateFolder, proxy));
    return installed.get(proxy);
  };
  return new Map(
    options.runtimes.all.flatMap(({ kind }) => {
      const interpreter = interpreterOf(kind, interpreters);
      const proxy = interpreter && (options.proxies?.[interpreter.family] ?? packagedProxy(interpreter.family));
      if (!interpreter || proxy === undefined) return [];
      return [[kind, { interpreter, proxy, modules: modules(interpreter.family, proxy) }] as const];
    }),
  );
}

/** Undefined when the package is not there: its kinds are then not served. */
function packagedProxy(family: Family): string | undefined {
  try {
    return require.resolve(`@whisker/runtime-${family}/proxy`);
  } catch {
    return undefined;
  }
}

/** Whether a user who is no one can run it. */
function isReadableByAll({ interpreter, proxy }: Served): boolean {
  const paths = [proxy, dirname(proxy), interpreter.path, ...interpreter.needs];
  return paths.every((path) => (statSync(path).mode & 0o004) !== 0);
}

type IsolationFindings = Pick<Findings, 'isolation' | 'warnings'>;

async function findIsolation(options: ProcessDriverOptions, separateUser: boolean): Promise<IsolationFindings> {
  const wanted = options.isolation ?? 'auto';
  if (wanted === 'off') return { isolation: undefined, warnings: [notIsolated('isolation is switched off')] };
  const { searchPath, network = 'host' } = options;
  const report = await probeIsolation({ searchPath, network, separateUser });
  if (report.works) return { isolation: report.isolation, warnings: separateUser ? [] : [ROOT_OUTSIDE] };
  if (wanted === 'required') throw new Error(`Isolation is required, but ${report.reason}.`);
  return { isolation: undefined, warnings: [notIsolated(report.reason)] };
}

const ROOT_OUTSIDE =
  'Actions run in sandboxes, but as root in the eyes of the machine, because others may not read the interpreters or the runtimes.';

function notIsolated(reason: string): string {
  return `Actions run without isolation (${reason}): they can read whatever this user can read. Run only code you trust.`;
}
