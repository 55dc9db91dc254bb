import { pathOf, printName, refuse, type Identity, type Package, type QualifiedName } from '@whisker/entities';
import { providerOf } from './binding-chain';
import type { ManagementDeps } from './deps';
import { Collection } from './lookup';

/**
 * What a caller may read of packages that others share. Where `sharedPackagesExecuteOnly` is set: nothing, though their
 * actions may still be bound, listed and invoked (spec: rest-api section 5, Authorization).
 */
export class SharedPackages {
  readonly #entities: ManagementDeps['entities'];
  readonly #executeOnly: boolean;
  readonly #packages: Collection<'package'>;

  constructor({ entities, sharedPackagesExecuteOnly = false }: ManagementDeps) {
    this.#entities = entities;
    this.#executeOnly = sharedPackagesExecuteOnly;
    this.#packages = new Collection(entities, 'package');
  }

  /**
   * @throws sharedActionUnreadable, boundActionUnreadable; notFound, otherCollection or bindingCircular if its package
   * cannot be followed
   */
  async checkAction(caller: Identity, name: QualifiedName): Promise<void> {
    if (!this.#executeOnly) return;
    if (name.namespace !== caller.namespace.name) throw refuse.sharedActionUnreadable(pathOf(name));
    if (name.package === undefined) return;
    const { entity } = await this.#packages.need({ namespace: name.namespace, name: name.package });
    const provider = await providerOf(this.#entities, entity);
    if (!provider) throw refuse.notFound();
    if (provider.name.namespace !== name.namespace) throw refuse.boundActionUnreadable(printName(name));
  }

  /** @throws sharedPackageUnreadable, boundPackageUnreadable */
  checkPackage(caller: Identity, { name, binding }: Package): void {
    if (!this.#executeOnly) return;
    if (name.namespace !== caller.namespace.name) throw refuse.sharedPackageUnreadable(printName(name));
    if (binding && binding.namespace !== name.namespace) throw refuse.boundPackageUnreadable(name.name);
  }
}
