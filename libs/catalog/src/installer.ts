import {
  parseAnnotations,
  qualifiedName,
  valueOf,
  type Identity,
  type JsonObject,
  type QualifiedName,
} from '@whisker/entities';
import type { Actions, Packages } from '@whisker/management';
import { createHash } from 'node:crypto';
import { readActionSource } from './action-source';
import { actionBody, packageBody } from './bodies';
import type { CatalogAction, CatalogPackage } from './catalog-package';

/** The namespace of the catalog. */
export const SYSTEM_NAMESPACE = 'whisk.system';

/** Annotation of an installed package: what of it was installed. */
const STAMP = 'whisker-catalog';
/** Neither the namespace has more packages nor a package more actions. */
const MOST = 200;
const SEQUENCE = 'sequence';

export interface CatalogOptions {
  readonly packages: Pick<Packages, 'list' | 'put'>;
  readonly actions: Pick<Actions, 'put' | 'delete' | 'list'>;
  /** The owner of {@link SYSTEM_NAMESPACE}. */
  readonly caller: Identity;
  /** The kind that `nodejs:default` or any other stands for here; undefined: actions of it are left out. */
  readonly kindFor: (kind: string) => string | undefined;
  /** Further bound parameters, by package: what is known only where the platform runs. */
  readonly parameters?: Readonly<Record<string, JsonObject>>;
  /** Default: the sources that come with this library. */
  readonly readSource?: (file: string) => Promise<string>;
}

/** What an installation did. */
export interface Installed {
  /** Packages that were written; the others were up to date. */
  readonly written: readonly string[];
  /** Actions that were left out, as `package/action`: nothing here runs their kind. */
  readonly leftOut: readonly string[];
}

/**
 * Puts packages into the namespace of the system. Each carries a stamp of its content: one that is up to date costs a
 * read. The stamp is written last, so that a package whose installation was cut short is installed again.
 * @throws what the use cases refuse, and the file system's error if a source is missing
 */
export async function installCatalog(catalog: readonly CatalogPackage[], options: CatalogOptions): Promise<Installed> {
  const stamps = await installedStamps(options);
  const written: string[] = [];
  const leftOut: string[] = [];
  for (const pkg of catalog) {
    const { offered, others } = byOffer(pkg, options.kindFor);
    leftOut.push(...others);
    const parameters = { ...pkg.parameters, ...options.parameters?.[pkg.name] };
    const installation = new Installation({ ...pkg, parameters, actions: offered }, options);
    if (await installation.run(stamps.get(pkg.name))) written.push(pkg.name);
  }
  return { written, leftOut };
}

/** Stamps of the packages that are there, by name. */
async function installedStamps({ packages, caller }: CatalogOptions): Promise<Map<unknown, unknown>> {
  const present = await packages.list(caller, { namespace: SYSTEM_NAMESPACE, skip: 0, limit: MOST });
  return new Map(
    present.map(({ name, annotations }) => [name, valueOf(parseAnnotations(annotations) ?? [], STAMP)] as const),
  );
}

/** Splits the actions of a package into those that can be put here, with the kind they get, and the rest. */
function byOffer({ name: pkg, actions }: CatalogPackage, kindFor: CatalogOptions['kindFor']) {
  const offered: CatalogAction[] = [];
  const others: string[] = [];
  for (const action of actions) {
    const kind = action.kind === SEQUENCE ? SEQUENCE : kindFor(action.kind);
    if (kind === undefined) others.push(`${pkg}/${action.name}`);
    else offered.push({ ...action, kind });
  }
  return { offered, others };
}

interface SourcedAction {
  readonly action: CatalogAction;
  /** Undefined for a sequence. */
  readonly code: string | undefined;
}

/** One package on its way into the store. */
class Installation {
  readonly #name: QualifiedName;

  constructor(
    private readonly pkg: CatalogPackage,
    private readonly options: CatalogOptions,
  ) {
    this.#name = qualifiedName(SYSTEM_NAMESPACE, pkg.name);
  }

  /** @returns whether anything had to be written */
  async run(present: unknown): Promise<boolean> {
    const sourced = await this.#read();
    const stamp = stampOf(this.pkg, sourced);
    if (present === stamp) return false;
    await this.#put({});
    for (const { action, code } of sourced) await this.#putAction(action, code);
    await this.#removeOthers();
    await this.#put({ [STAMP]: stamp });
    return true;
  }

  #read(): Promise<SourcedAction[]> {
    const read = this.options.readSource ?? readActionSource;
    return Promise.all(
      this.pkg.actions.map(async (action) => ({
        action,
        code: action.source === undefined ? undefined : await read(action.source),
      })),
    );
  }

  async #put(annotations: JsonObject): Promise<void> {
    const { packages, caller } = this.options;
    await packages.put(caller, this.#name, packageBody(this.pkg, annotations), { overwrite: true });
  }

  async #putAction(action: CatalogAction, code: string | undefined): Promise<void> {
    const { actions, caller } = this.options;
    await actions.put(caller, this.#inside(action.name), actionBody(action, code), { overwrite: true });
  }

  /** What an earlier catalog had and this one has not. */
  async #removeOthers(): Promise<void> {
    const { actions, caller } = this.options;
    const own = new Set<unknown>(this.pkg.actions.map(({ name }) => name));
    const page = { namespace: SYSTEM_NAMESPACE, package: this.pkg.name, skip: 0, limit: MOST };
    for (const { name } of await actions.list(caller, page)) {
      if (!own.has(name)) await actions.delete(caller, this.#inside(String(name)));
    }
  }

  #inside(action: string): QualifiedName {
    return qualifiedName(SYSTEM_NAMESPACE, action, this.pkg.name);
  }
}

/** Equal for equal content only. Order counts: it is that of the files. */
function stampOf(pkg: CatalogPackage, sourced: readonly SourcedAction[]): string {
  return createHash('sha256')
    .update(
      JSON.stringify([packageBody(pkg), ...sourced.map(({ action, code }) => [action.name, actionBody(action, code)])]),
    )
    .digest('hex');
}
