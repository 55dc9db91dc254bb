import {
  checkSizes,
  DEFAULT_PACKAGE,
  effectiveLimits,
  parsePackageBody,
  printName,
  printPackage,
  refuse,
  summarizePackage,
  valueOf,
  withoutKeys,
  type Annotations,
  type Identity,
  type JsonObject,
  type JsonValue,
  type Package,
  type PackageBody,
  type PackageName,
  type QualifiedName,
} from '@whisker/entities';
import { providerOf } from './binding-chain';
import { sealOf, type ManagementDeps, type Page, type PutMode, type Rest } from './deps';
import { entityBase, type Writing } from './entity-base';
import { Collection } from './lookup';
import { PackageContent } from './package-content';
import { SharedPackages } from './shared-packages';

/** The annotation that names a binding's provider. */
const BINDING = 'binding';

/** Put, get, delete and list packages and bindings. */
export class Packages {
  readonly #deps: ManagementDeps;
  readonly #packages: Collection<'package'>;
  readonly #content: PackageContent;
  readonly #shared: SharedPackages;

  constructor(deps: ManagementDeps) {
    this.#deps = deps;
    this.#packages = new Collection(deps.entities, 'package');
    this.#content = new PackageContent(deps.entities);
    this.#shared = new SharedPackages(deps);
  }

  /**
   * Creates or updates a package or binding; answers with it.
   * @throws packageNameReserved, what `parsePackageBody` throws, sizeExceeded, notAuthorizedFor, alreadyExists,
   * otherCollection, packageNotConvertible, bindingTargetMissing, bindingTargetNotAPackage, bindingToBinding,
   * concurrentModification
   */
  // eslint-disable-next-line max-params -- who, what, with what, how: the same four for every collection
  async put(caller: Identity, name: QualifiedName, body: JsonValue, mode: PutMode): Promise<JsonObject> {
    if (name.name === DEFAULT_PACKAGE) throw refuse.packageNameReserved();
    const { entities, limits, clock } = this.#deps;
    const content = parsePackageBody(body, { ownNamespace: caller.namespace.name });
    checkSizes(content, effectiveLimits(limits, caller.limits));
    if (content.binding) await this.#checkForeign(caller, content.binding);
    const present = await this.#packages.findForPut(name, mode);
    if (content.binding) await this.#checkBinding(content.binding, present?.entity);
    const pkg = sealOf(this.#deps)(writePackage(content, present?.entity, { name, updated: clock() }));
    await entities.put(pkg, { basedOn: present?.revision });
    return printPackage(pkg);
  }

  /**
   * A package with its actions and feeds. Of a binding: those of its provider, and the provider's parameters under its
   * own.
   * @throws packageNotFound if it or its provider is missing; otherCollection, bindingCircular, corrupt,
   * sharedPackageUnreadable, boundPackageUnreadable
   */
  async get(caller: Identity, name: QualifiedName): Promise<JsonObject> {
    const stored = await this.#packages.find(name);
    if (!stored) throw refuse.packageNotFound(printName(name));
    this.#shared.checkPackage(caller, stored.entity);
    const provider = await providerOf(this.#deps.entities, stored.entity);
    if (!provider) throw refuse.packageNotFound(printName(name));
    const all = await this.#content.all(provider.name);
    const isFeed = ({ annotations }: { annotations: Annotations }) => valueOf(annotations, 'feed') !== undefined;
    const contents = { actions: all.filter((action) => !isFeed(action)), feeds: all.filter(isFeed) };
    return printPackage({ ...stored.entity, parameters: provider.parameters }, contents);
  }

  /**
   * Deletes a package; answers with what was deleted. Bindings to it stay, and lead nowhere.
   * @param mode `force`: delete the actions in it first; false: refuse if there are some
   * @throws notFound, otherCollection, packageNotEmpty, concurrentModification, corrupt
   */
  async delete(_caller: Identity, name: QualifiedName, mode: { readonly force: boolean }): Promise<JsonObject> {
    const { entity, revision } = await this.#packages.need(name);
    if (!entity.binding) await this.#empty(name, mode.force);
    await this.#deps.entities.delete(name, revision);
    return printPackage(entity);
  }

  /** Summaries of a namespace's packages; of another's only those it shares. */
  async list(caller: Identity, { namespace, skip, limit }: Page): Promise<JsonObject[]> {
    const packages = await this.#deps.entities.list({ type: 'package', ...visible(caller, namespace), skip, limit });
    return (packages as readonly Package[]).map(summarizePackage);
  }

  /** How many there are to list after `skip` of them. */
  async count(caller: Identity, { namespace, skip }: Rest): Promise<number> {
    const total = await this.#deps.entities.count({ type: 'package', ...visible(caller, namespace) });
    return Math.max(total - skip, 0);
  }

  /** Of the own namespace a missing provider has words of its own, said later. */
  async #checkForeign(caller: Identity, { namespace, name }: PackageName): Promise<void> {
    if (namespace === caller.namespace.name) return;
    await this.#deps.entitlement.check(caller, 'READ', { collection: 'packages', namespace, name });
  }

  async #checkBinding(target: PackageName, present: Package | undefined): Promise<void> {
    if (present && !present.binding) throw refuse.packageNotConvertible();
    const provider = (await this.#deps.entities.get(target))?.entity;
    if (!provider) throw refuse.bindingTargetMissing();
    if (provider.type !== 'package') throw refuse.bindingTargetNotAPackage();
    if (provider.binding) throw refuse.bindingToBinding();
  }

  async #empty(name: PackageName, force: boolean): Promise<void> {
    if (force) return this.#content.deleteAll(name);
    const size = await this.#content.count(name);
    if (size > 0) throw refuse.packageNotEmpty(size);
  }
}

function visible(caller: Identity, namespace: string): { namespace: string; publicOnly?: true } {
  return namespace === caller.namespace.name ? { namespace } : { namespace, publicOnly: true };
}

function writePackage(content: PackageBody, present: Package | undefined, writing: Writing): Package {
  const base = entityBase(content, present, writing);
  const binding = content.binding ?? present?.binding;
  const pkg: Package = {
    ...base,
    type: 'package',
    parameters: content.parameters ?? present?.parameters ?? [],
    annotations: withBinding(base.annotations, binding),
  };
  return binding ? { ...pkg, binding } : pkg;
}

function withBinding(annotations: Annotations, binding: PackageName | undefined): Annotations {
  const others = withoutKeys(annotations, [BINDING]);
  return binding ? [...others, { key: BINDING, value: { namespace: binding.namespace, name: binding.name } }] : others;
}
