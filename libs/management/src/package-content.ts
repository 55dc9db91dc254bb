import { refuse, WhiskError, type Action, type PackageName, type QualifiedName } from '@whisker/entities';
import type { EntityStore } from '@whisker/entity-store';

const PAGE_SIZE = 200;
/** Rounds of an emptying while others keep filling the package. Each takes up to a page. */
const MAX_ROUNDS = 1000;

/** The actions in packages. */
export class PackageContent {
  readonly #entities: EntityStore;

  constructor(entities: EntityStore) {
    this.#entities = entities;
  }

  async count(pkg: PackageName): Promise<number> {
    return this.#entities.count(actionsOf(pkg));
  }

  /** All actions of a package, newest first. */
  async all(pkg: PackageName): Promise<Action[]> {
    const actions: Action[] = [];
    for (let page: Action[] | undefined; page?.length !== 0;) {
      page = await this.#page(pkg, actions.length);
      actions.push(...page);
    }
    return actions;
  }

  /**
   * Deletes the actions of a package until there is none.
   * @throws concurrentModification if there is no end to it
   */
  async deleteAll(pkg: PackageName): Promise<void> {
    for (let round = 1; round <= MAX_ROUNDS; round++) {
      const page = await this.#page(pkg, 0);
      if (page.length === 0) return;
      for (const { name } of page) await this.#delete(name);
    }
    throw refuse.concurrentModification();
  }

  async #page(pkg: PackageName, skip: number): Promise<Action[]> {
    return [...(await this.#entities.list({ ...actionsOf(pkg), skip, limit: PAGE_SIZE }))] as Action[];
  }

  /** One that is gone already, or changed just now, is left to the next round. */
  async #delete(name: QualifiedName): Promise<void> {
    const stored = await this.#entities.get(name);
    if (!stored) return;
    try {
      await this.#entities.delete(name, stored.revision);
    } catch (fault) {
      if (!WhiskError.is(fault) || fault.code !== 'concurrentModification') throw fault;
    }
  }
}

function actionsOf({ namespace, name }: PackageName): { type: 'action'; namespace: string; package: string } {
  return { type: 'action', namespace, package: name };
}
