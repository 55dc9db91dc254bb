import {
  checkSizes,
  effectiveLimits,
  parseRuleBody,
  parseRuleStatusBody,
  printName,
  printRule,
  refuse,
  sameName,
  summarizeRule,
  type Identity,
  type JsonObject,
  type JsonValue,
  type QualifiedName,
  type Rule,
  type RuleBody,
  type RuleStatus,
} from '@whisker/entities';
import type { Resource } from '@whisker/entitlement';
import { ActionResolver } from './action-resolver';
import type { ManagementDeps, Page, PutMode, Rest } from './deps';
import { entityBase, type Writing } from './entity-base';
import { Collection, reword } from './lookup';
import { RuleLinks } from './rule-links';

type RuleDeps = Pick<ManagementDeps, 'entities' | 'entitlement' | 'limits' | 'clock'>;

/**
 * Put, get, delete and list rules, and switch them on and off. A rule's state is kept by its trigger.
 *
 * A rule and its link are two writes. They are ordered so that whatever stops half-way leaves a rule that is inactive,
 * never a link without a rule.
 */
export class Rules {
  readonly #deps: RuleDeps;
  readonly #rules: Collection<'rule'>;
  readonly #triggers: Collection<'trigger'>;
  readonly #resolver: ActionResolver;
  readonly #links: RuleLinks;

  constructor(deps: RuleDeps) {
    this.#deps = deps;
    this.#rules = new Collection(deps.entities, 'rule');
    this.#triggers = new Collection(deps.entities, 'trigger');
    this.#resolver = new ActionResolver(deps);
    this.#links = new RuleLinks(deps.entities);
  }

  /**
   * Creates a rule, active, or updates one and keeps its state; answers with it.
   * @throws what `parseRuleBody` throws, sizeExceeded, notAuthorizedFor, alreadyExists, otherCollection,
   * ruleIncomplete, ruleTriggerMissing, ruleTriggerCorrupt, ruleActionMissing, ruleActionCorrupt, notFound if the
   * action's package is missing, concurrentModification
   */
  // eslint-disable-next-line max-params -- who, what, with what, how: the same four for every collection
  async put(caller: Identity, name: QualifiedName, body: JsonValue, mode: PutMode): Promise<JsonObject> {
    const { limits, entitlement, clock } = this.#deps;
    const content = parseRuleBody(body, { ownNamespace: caller.namespace.name });
    checkSizes(content, effectiveLimits(limits, caller.limits));
    await entitlement.checkAll(caller, 'READ', referred(content));
    const present = await this.#rules.findForPut(name, mode);
    const rule = writeRule(content, present?.entity, { name, updated: clock() });
    await this.#checkReferred(rule);
    return present ? this.#update(rule, present) : this.#create(rule);
  }

  /** A rule with its state. @throws notFound, otherCollection, corrupt */
  async get(_caller: Identity, name: QualifiedName): Promise<JsonObject> {
    const { entity } = await this.#rules.need(name);
    return printRule(entity, await this.#links.statusOf(entity));
  }

  /**
   * Deletes a rule, whatever its state; answers with what was deleted.
   * @throws notFound, otherCollection, concurrentModification, corrupt
   */
  async delete(_caller: Identity, name: QualifiedName): Promise<JsonObject> {
    const { entity, revision } = await this.#rules.need(name);
    await this.#links.unlink(name, entity.trigger);
    await this.#deps.entities.delete(name, revision);
    // Again, for somebody may have linked it between the two. Who links later than this sees that the rule is gone.
    await this.#links.unlink(name, entity.trigger);
    return printRule(entity, 'inactive');
  }

  /** Summaries of a namespace's rules; they have no state. */
  async list(_caller: Identity, { namespace, skip, limit }: Page): Promise<JsonObject[]> {
    const rules = await this.#deps.entities.list({ type: 'rule', namespace, skip, limit });
    return (rules as readonly Rule[]).map(summarizeRule);
  }

  /** How many there are to list after `skip` of them. */
  async count(_caller: Identity, { namespace, skip }: Rest): Promise<number> {
    return Math.max((await this.#deps.entities.count({ type: 'rule', namespace })) - skip, 0);
  }

  /**
   * Switches a rule on or off; the rule itself is not changed.
   * @throws what `parseRuleStatusBody` throws, notFound, otherCollection, ruleTriggerGone, concurrentModification,
   * corrupt
   */
  async setStatus(_caller: Identity, name: QualifiedName, body: JsonValue): Promise<void> {
    const status = parseRuleStatusBody(body);
    const { entity } = await this.#rules.need(name);
    if (status === 'inactive' && (await this.#links.statusOf(entity)) === 'inactive') return;
    const linked = await this.#links.link(entity, status);
    if (!linked && status === 'active') throw refuse.ruleTriggerGone();
  }

  async #create(rule: Rule): Promise<JsonObject> {
    const { entities } = this.#deps;
    const revision = await entities.put(rule, { basedOn: undefined });
    try {
      await this.#links.link(rule, 'active');
    } catch (fault) {
      // The caller is told that there is no rule, so there must not be one.
      await entities.delete(rule.name, revision).catch(() => undefined);
      throw fault;
    }
    return printRule(rule, 'active');
  }

  async #update(rule: Rule, present: { readonly entity: Rule; readonly revision: string }): Promise<JsonObject> {
    const before = present.entity;
    const status: RuleStatus = await this.#links.statusOf(before);
    await this.#deps.entities.put(rule, { basedOn: present.revision });
    if (!sameName(before.trigger, rule.trigger)) await this.#links.unlink(rule.name, before.trigger);
    await this.#links.link(rule, status);
    return printRule(rule, status);
  }

  async #checkReferred({ trigger, action }: Rule): Promise<void> {
    await reword(this.#triggers.need(trigger), {
      notFound: () => refuse.ruleTriggerMissing(`/${printName(trigger)}`),
      corrupt: () => refuse.ruleTriggerCorrupt(`/${printName(trigger)}`),
    });
    await reword(this.#resolver.resolve(action), {
      notFound: () => refuse.ruleActionMissing(`/${printName(action)}`),
      corrupt: () => refuse.ruleActionCorrupt(`/${printName(action)}`),
    });
  }
}

function referred({ trigger, action }: RuleBody): Resource[] {
  return [
    ...(trigger ? [{ collection: 'triggers', ...trigger } as const] : []),
    ...(action ? [{ collection: 'actions', ...action } as const] : []),
  ];
}

function writeRule(content: RuleBody, present: Rule | undefined, writing: Writing): Rule {
  const trigger = content.trigger ?? present?.trigger;
  const action = content.action ?? present?.action;
  if (!trigger || !action) throw refuse.ruleIncomplete();
  return { ...entityBase(content, present, writing), type: 'rule', trigger, action };
}
