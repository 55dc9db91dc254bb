import {
  checkSizes,
  effectiveLimits,
  parseActionBody,
  printAction,
  printName,
  refuse,
  summarizeAction,
  type Action,
  type ActionBody,
  type Exec,
  type Identity,
  type JsonObject,
  type JsonValue,
  type QualifiedName,
} from '@whisker/entities';
import type { PutOptions, Stored } from '@whisker/entity-store';
import { createAction, updateAction } from './action-changes';
import { ActionResolver } from './action-resolver';
import { providerOf } from './binding-chain';
import { sealOf, type ManagementDeps, type Page, type PutMode, type Rest } from './deps';
import { Collection } from './lookup';
import { SequenceCheck } from './sequence-check';
import { SharedPackages } from './shared-packages';

/** A read is repeated that often while others write the action, before it is given up. */
const MAX_READS = 5;

/** All actions of a namespace, or those of one package. */
interface InPackage {
  readonly package?: string;
}

/** Put, get, delete and list actions. */
export class Actions {
  readonly #deps: ManagementDeps;
  readonly #resolver: ActionResolver;
  readonly #actions: Collection<'action'>;
  readonly #packages: Collection<'package'>;
  readonly #shared: SharedPackages;

  constructor(deps: ManagementDeps) {
    this.#deps = deps;
    this.#resolver = new ActionResolver(deps);
    this.#actions = new Collection(deps.entities, 'action');
    this.#packages = new Collection(deps.entities, 'package');
    this.#shared = new SharedPackages(deps);
  }

  /**
   * Creates or updates an action; answers with it and its code.
   * @throws what `parseActionBody` and `resolveLimits` throw; notFound if the package is missing, bindingNotWritable,
   * sizeExceeded, notAuthorizedFor, kindNotAllowed, alreadyExists, otherCollection, execMissing, kindDeprecated, the
   * refusals of {@link SequenceCheck}, concurrentModification
   */
  // eslint-disable-next-line max-params -- who, what, with what, how: the same four for every collection
  async put(caller: Identity, name: QualifiedName, body: JsonValue, mode: PutMode): Promise<JsonObject> {
    await this.#checkHome(name);
    const { entities, runtimes, limits, clock } = this.#deps;
    const content = parseActionBody(body, { runtimes, ownNamespace: caller.namespace.name });
    const bounds = effectiveLimits(limits, caller.limits);
    checkSizes(content, bounds);
    await this.#checkRights(caller, content);
    const present = await this.#actions.findForPut(name, mode);
    const writing = { name, updated: clock(), bounds };
    const made = present ? updateAction(present.entity, content, writing) : createAction(content, writing);
    const action = sealOf(this.#deps)(made);
    await this.#checkExec(action, content);
    // Read before the write: afterwards the state it belongs to may be replaced again.
    const code = content.exec ? content.exec.code : present && (await this.#codeOf(present));
    await entities.put(action, writeOptions(content, present));
    return printAction(action, { ...(code !== undefined && { code }) });
  }

  /**
   * An action with the parameters of its package merged in. Without its code, the binding it was found through shows.
   * @throws what {@link ActionResolver.resolve} throws; sharedActionUnreadable, boundActionUnreadable
   */
  async get(caller: Identity, name: QualifiedName, view: { readonly code: boolean }): Promise<JsonObject> {
    await this.#shared.checkAction(caller, name);
    if (view.code) return this.#getWithCode(name);
    const { action, binding } = await this.#resolver.resolve(name);
    return printAction(action, { ...(binding !== undefined && { binding }) });
  }

  /**
   * Deletes an action; answers with what was deleted.
   * @throws notFound, bindingNotWritable, otherCollection, concurrentModification, corrupt
   */
  async delete(_caller: Identity, name: QualifiedName): Promise<JsonObject> {
    await this.#checkHome(name);
    const stored = await this.#actions.need(name);
    const code = await this.#codeOf(stored);
    await this.#deps.entities.delete(name, stored.revision);
    return printAction(stored.entity, { ...(code !== undefined && { code }) });
  }

  /**
   * Summaries of a namespace's actions, packaged ones included, or of those of a package or binding.
   * @throws notFound, otherCollection, bindingCircular
   */
  async list(_caller: Identity, page: Page & InPackage): Promise<JsonObject[]> {
    const where = await this.#place(page);
    const actions = await this.#deps.entities.list({ type: 'action', ...where, skip: page.skip, limit: page.limit });
    return (actions as readonly Action[]).map(summarizeAction);
  }

  /**
   * How many there are to list after `skip` of them.
   * @throws notFound, otherCollection, bindingCircular
   */
  async count(_caller: Identity, rest: Rest & InPackage): Promise<number> {
    const where = await this.#place(rest);
    return Math.max((await this.#deps.entities.count({ type: 'action', ...where })) - rest.skip, 0);
  }

  /** Actions are written in real packages only. */
  async #checkHome({ namespace, package: pkg }: QualifiedName): Promise<void> {
    if (pkg === undefined) return;
    const { entity } = await this.#packages.need({ namespace, name: pkg });
    if (entity.binding) throw refuse.bindingNotWritable();
  }

  async #checkRights(caller: Identity, { exec }: ActionBody): Promise<void> {
    if (!exec) return;
    if (exec.exec.type === 'sequence') await this.#checkComponents(caller, exec.exec.components);
    const { allowedKinds } = caller.limits;
    if (allowedKinds && !allowedKinds.includes(exec.exec.kind)) throw refuse.kindNotAllowed(exec.exec.kind);
  }

  async #checkComponents(caller: Identity, components: readonly QualifiedName[]): Promise<void> {
    // Each counts at least once: this bounds the look-ups that follow.
    if (components.length > this.#deps.limits.sequenceLength) throw refuse.sequenceTooLong();
    const names = new Map(components.map((name) => [printName(name), name]));
    const resources = [...names.values()].map((name) => ({ collection: 'actions', ...name }) as const);
    await this.#deps.entitlement.checkAll(caller, 'READ', resources);
  }

  /** Of a sequence only the body's components are checked: those stored were checked when they were written. */
  async #checkExec({ name, exec }: Action, content: ActionBody): Promise<void> {
    if (exec.type === 'code' && this.#deps.runtimes.find(exec.kind)?.deprecated) throw refuse.kindDeprecated(exec.kind);
    if (exec.type !== 'sequence' || !content.exec) return;
    const options = { resolver: this.#resolver, own: name, maxLength: this.#deps.limits.sequenceLength };
    await new SequenceCheck(options).check(exec.components);
  }

  async #getWithCode(name: QualifiedName): Promise<JsonObject> {
    for (let reads = 1; reads <= MAX_READS; reads++) {
      const { action, revision } = await this.#resolver.resolve(name);
      if (!hasCode(action.exec)) return printAction(action);
      const code = await this.#deps.entities.readCode(action.name, revision);
      if (code !== undefined) return printAction(action, { code });
    }
    throw refuse.corrupt();
  }

  async #codeOf({ entity, revision }: Stored<Action>): Promise<string | undefined> {
    return hasCode(entity.exec) ? this.#deps.entities.readCode(entity.name, revision) : undefined;
  }

  /** Where the actions of a list are: those of a binding are its provider's. */
  async #place({ namespace, package: pkg }: Rest & InPackage): Promise<{ namespace: string; package?: string }> {
    if (pkg === undefined) return { namespace };
    const { entity } = await this.#packages.need({ namespace, name: pkg });
    const provider = await providerOf(this.#deps.entities, entity);
    if (!provider) throw refuse.notFound();
    return { namespace: provider.name.namespace, package: provider.name.name };
  }
}

function hasCode(exec: Exec): boolean {
  return exec.type === 'code' || (exec.type === 'blackbox' && exec.hasCode);
}

/** A new exec without code leaves the old code behind: an empty one takes its place in the store. */
function writeOptions({ exec }: ActionBody, present: Stored | undefined): PutOptions {
  const code = exec ? (exec.code ?? (present && '')) : undefined;
  return { basedOn: present?.revision, ...(code !== undefined && { code }) };
}
