import {
  checkSizes,
  effectiveLimits,
  isPath,
  parseTriggerBody,
  printTrigger,
  refuse,
  summarizeTrigger,
  valueOf,
  type Annotations,
  type Identity,
  type JsonObject,
  type JsonValue,
  type QualifiedName,
  type Trigger,
  type TriggerBody,
} from '@whisker/entities';
import { sealOf, type ManagementDeps, type Page, type PutMode, type Rest } from './deps';
import { entityBase, type Writing } from './entity-base';
import { Collection } from './lookup';

type TriggerDeps = Pick<ManagementDeps, 'entities' | 'limits' | 'clock' | 'seal'>;

/** Put, get, delete and list triggers. */
export class Triggers {
  readonly #deps: TriggerDeps;
  readonly #triggers: Collection<'trigger'>;

  constructor(deps: TriggerDeps) {
    this.#deps = deps;
    this.#triggers = new Collection(deps.entities, 'trigger');
  }

  /**
   * Creates or updates a trigger; answers with it. Its rules stay.
   * @throws what `parseTriggerBody` throws, sizeExceeded, alreadyExists, otherCollection, feedNameInvalid,
   * concurrentModification
   */
  // eslint-disable-next-line max-params -- who, what, with what, how: the same four for every collection
  async put(caller: Identity, name: QualifiedName, body: JsonValue, mode: PutMode): Promise<JsonObject> {
    const { entities, limits, clock } = this.#deps;
    const content = parseTriggerBody(body);
    checkSizes(content, effectiveLimits(limits, caller.limits));
    const present = await this.#triggers.findForPut(name, mode);
    if (!present) checkFeed(content.annotations ?? []);
    const trigger = sealOf(this.#deps)(writeTrigger(content, present?.entity, { name, updated: clock() }));
    await entities.put(trigger, { basedOn: present?.revision });
    return printTrigger(trigger);
  }

  /** A trigger with its rules. @throws notFound, otherCollection, corrupt */
  async get(_caller: Identity, name: QualifiedName): Promise<JsonObject> {
    return printTrigger((await this.#triggers.need(name)).entity);
  }

  /**
   * Deletes a trigger; answers with what was deleted. Its rules stay, and read inactive.
   * @throws notFound, otherCollection, concurrentModification, corrupt
   */
  async delete(_caller: Identity, name: QualifiedName): Promise<JsonObject> {
    const { entity, revision } = await this.#triggers.need(name);
    await this.#deps.entities.delete(name, revision);
    return printTrigger(entity);
  }

  /** Summaries of a namespace's triggers. */
  async list(_caller: Identity, { namespace, skip, limit }: Page): Promise<JsonObject[]> {
    const triggers = await this.#deps.entities.list({ type: 'trigger', namespace, skip, limit });
    return (triggers as readonly Trigger[]).map(summarizeTrigger);
  }

  /** How many there are to list after `skip` of them. */
  async count(_caller: Identity, { namespace, skip }: Rest): Promise<number> {
    return Math.max((await this.#deps.entities.count({ type: 'trigger', namespace })) - skip, 0);
  }
}

function writeTrigger(content: TriggerBody, present: Trigger | undefined, writing: Writing): Trigger {
  const base = entityBase(content, present, writing);
  const parameters = content.parameters ?? present?.parameters ?? [];
  return { ...base, type: 'trigger', parameters, ...(present?.rules && { rules: present.rules }) };
}

/** Clients set up the feed; here only its name is looked at, and only when the trigger is new. */
function checkFeed(annotations: Annotations): void {
  const feed = valueOf(annotations, 'feed');
  if (feed !== undefined && (typeof feed !== 'string' || !isPath(feed))) throw refuse.feedNameInvalid();
}
