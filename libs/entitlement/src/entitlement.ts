import { refuse, type Identity } from '@whisker/entities';
import type { EntityStore } from '@whisker/entity-store';
import { PackageRights } from './package-rights';
import { isUse, labelOf, supports, type Resource, type Right } from './resource';

/** What {@link Entitlement} stands on. */
export interface EntitlementDeps {
  /** Packages are looked up in it. */
  readonly entities: EntityStore;
}

/**
 * Who may do what (spec: rest-api section 5, Authorization). A key has every right in its own namespace. In others it
 * may list packages, read published ones, and read and activate the actions in them.
 */
export class Entitlement {
  readonly #packages: PackageRights;

  constructor({ entities }: EntitlementDeps) {
    this.#packages = new PackageRights(entities);
  }

  /**
   * True for things of the caller's own namespace that need no look-up; {@link check} may then be left out, if the
   * collection supports the right. Packaged actions and named packages are not plain: there may be a binding.
   */
  isPlainlyOwn(caller: Identity, { collection, namespace, package: pkg, name }: Resource): boolean {
    if (pkg !== undefined || namespace !== caller.namespace.name) return false;
    return collection !== 'packages' || name === undefined;
  }

  /**
   * @throws notAuthorizedFor; and to the owner of a package: notFound (for its actions) or packageNotFound (for the
   * package itself) if it is missing or bound to a missing one, otherCollection if it is no package
   */
  async check(caller: Identity, right: Right, resource: Resource): Promise<void> {
    if (!(await this.#allows(caller, right, resource))) throw refuse.notAuthorizedFor(labelOf(right, resource));
  }

  /**
   * Checks several; one refusal names all that are refused.
   * @throws what {@link check} throws
   */
  async checkAll(caller: Identity, right: Right, resources: readonly Resource[]): Promise<void> {
    const refused = new Set<string>();
    for (const resource of resources) {
      if (!(await this.#allows(caller, right, resource))) refused.add(labelOf(right, resource));
    }
    if (refused.size > 0) throw refuse.notAuthorizedFor(...refused);
  }

  #allows(caller: Identity, right: Right, resource: Resource): boolean | Promise<boolean> {
    const { collection, namespace, package: pkg, name } = resource;
    if (!supports(collection, right)) return false;
    if (this.isPlainlyOwn(caller, resource)) return true;
    if (isUse(right) && collection === 'actions' && pkg !== undefined) {
      return this.#packages.mayUse({ namespace, name: pkg }, { caller, missing: refuse.notFound });
    }
    if (isUse(right) && collection === 'packages') {
      if (name === undefined) return true;
      const missing = () => refuse.packageNotFound(`${namespace}/${name}`);
      return this.#packages.mayUse({ namespace, name }, { caller, missing });
    }
    return namespace === caller.namespace.name;
  }
}
