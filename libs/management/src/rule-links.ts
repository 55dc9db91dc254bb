import {
  printName,
  sameName,
  WhiskError,
  type QualifiedName,
  type Rule,
  type RuleLink,
  type RuleStatus,
  type Trigger,
} from '@whisker/entities';
import type { EntityStore, Stored } from '@whisker/entity-store';

/** A link is written that often while others write the trigger, before it is given up. */
const MAX_WRITES = 10;

type Links = Readonly<Record<string, RuleLink>>;

/**
 * What triggers know of their rules: which action each fires, and if it is active. A trigger fires what it is linked
 * to, without a look at the rules; so a link must not outlive its rule.
 */
export class RuleLinks {
  readonly #entities: EntityStore;

  constructor(entities: EntityStore) {
    this.#entities = entities;
  }

  /** A rule whose trigger is missing, or does not know it, is inactive. */
  async statusOf(rule: Rule): Promise<RuleStatus> {
    const trigger = (await this.#find(rule.trigger))?.entity;
    return trigger?.rules?.[printName(rule.name)]?.status ?? 'inactive';
  }

  /**
   * Links a rule to its trigger, and takes the link away again if the rule was deleted or moved meanwhile.
   * @returns false if the trigger is missing
   * @throws concurrentModification
   */
  async link(rule: Rule, status: RuleStatus): Promise<boolean> {
    const id = printName(rule.name);
    const linked = await this.#change(rule.trigger, (links) => {
      const { [id]: known } = links;
      const same = known?.status === status && sameName(known.action, rule.action);
      return same ? links : { ...links, [id]: { action: rule.action, status } };
    });
    const stored = linked && (await this.#entities.get(rule.name))?.entity;
    const holds = stored && stored.type === 'rule' && sameName(stored.trigger, rule.trigger);
    if (linked && !holds) await this.unlink(rule.name, rule.trigger);
    return linked;
  }

  /** Takes a link away, if it is there. @throws concurrentModification */
  async unlink(rule: QualifiedName, trigger: QualifiedName): Promise<void> {
    await this.#change(trigger, (links) => {
      const { [printName(rule)]: known, ...others } = links;
      return known ? others : links;
    });
  }

  /** Version and time of the trigger stay: it is not the trigger that a user changed. */
  async #change(name: QualifiedName, change: (links: Links) => Links): Promise<boolean> {
    for (let writes = 1; ; writes++) {
      const stored = await this.#find(name);
      if (!stored) return false;
      const { entity, revision } = stored;
      const before = entity.rules ?? {};
      const rules = change(before);
      if (rules === before) return true;
      try {
        await this.#entities.put({ ...entity, rules }, { basedOn: revision });
        return true;
      } catch (fault) {
        if (writes === MAX_WRITES || !isConflict(fault)) throw fault;
      }
    }
  }

  async #find(name: QualifiedName): Promise<Stored<Trigger> | undefined> {
    const stored = await this.#entities.get(name);
    return stored?.entity.type === 'trigger' ? (stored as Stored<Trigger>) : undefined;
  }
}

function isConflict(fault: unknown): boolean {
  return WhiskError.is(fault) && fault.code === 'concurrentModification';
}
