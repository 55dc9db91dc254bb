import { printName, refuse, type Identity, type PackageName, type WhiskError } from '@whisker/entities';
import type { EntityStore } from '@whisker/entity-store';

/** Whose right it is, and what an owner is told if a package is not there. */
interface Asked {
  readonly caller: Identity;
  readonly missing: () => WhiskError;
}

/**
 * Who may see a package and use its actions: the owner; everybody, if it is published. A binding is for its owner
 * only, and as long as the owner may see what it stands for.
 */
export class PackageRights {
  readonly #entities: EntityStore;

  constructor(entities: EntityStore) {
    this.#entities = entities;
  }

  /**
   * @returns false also for a foreign package that is not there: others must not learn that
   * @throws `missing` to the owner if the package, or what it is bound to, is not there; otherCollection to the owner
   */
  async mayUse(name: PackageName, asked: Asked): Promise<boolean> {
    const own = isOwn(name, asked);
    const entity = (await this.#entities.get(name))?.entity;
    if (!own) return entity?.type === 'package' && !entity.binding && entity.publish;
    if (!entity) throw asked.missing();
    if (entity.type !== 'package') throw refuse.otherCollection();
    return !entity.binding || this.#mayUseProvider(entity.binding, asked);
  }

  async #mayUseProvider(first: PackageName, asked: Asked): Promise<boolean> {
    const passed = new Set<string>();
    for (let name = first; ;) {
      const provider = (await this.#entities.get(name))?.entity;
      if (provider?.type !== 'package') throw asked.missing();
      if (!provider.binding) return provider.publish || isOwn(name, asked);
      if (!isOwn(name, asked)) return false;
      // Bindings in a circle are the owner's own fault: whoever follows them says so.
      if (passed.has(printName(name))) return true;
      passed.add(printName(name));
      name = provider.binding;
    }
  }
}

function isOwn({ namespace }: PackageName, { caller }: Asked): boolean {
  return namespace === caller.namespace.name;
}
