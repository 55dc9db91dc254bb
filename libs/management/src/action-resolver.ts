import { mergeByKey, printName, refuse, type Action, type QualifiedName } from '@whisker/entities';
import type { EntityStore, Revision } from '@whisker/entity-store';
import { providerOf } from './binding-chain';
import { Collection } from './lookup';

/** An action as it is to be shown or run. */
export interface ResolvedAction {
  /** The real action (named by its provider's package), with package < binding < action parameters merged. */
  readonly action: Action;
  /** State of the stored action; its code is read by the action's name and this. */
  readonly revision: Revision;
  /** `namespace/binding`, if it was reached through one. */
  readonly binding?: string;
  /** By key, the namespace of the entity a parameter is from; of those not named it is the action's. */
  readonly origins?: ReadonlyMap<string, string>;
}

/** Finds actions by name, through packages and bindings. */
export class ActionResolver {
  readonly #entities: EntityStore;
  readonly #actions: Collection<'action'>;
  readonly #packages: Collection<'package'>;

  constructor({ entities }: { readonly entities: EntityStore }) {
    this.#entities = entities;
    this.#actions = new Collection(entities, 'action');
    this.#packages = new Collection(entities, 'package');
  }

  /**
   * On the path of every invocation: an action in no package costs one look-up.
   * @throws notFound if the action, its package or the package's provider is missing; otherCollection,
   * bindingCircular, corrupt
   */
  async resolve(name: QualifiedName): Promise<ResolvedAction> {
    if (name.package !== undefined) return this.#resolvePackaged(name, name.package);
    const { entity, revision } = await this.#actions.need(name);
    return { action: entity, revision };
  }

  async #resolvePackaged({ namespace, name }: QualifiedName, pkg: string): Promise<ResolvedAction> {
    const home = (await this.#packages.need({ namespace, name: pkg })).entity;
    const provider = await providerOf(this.#entities, home);
    if (!provider) throw refuse.notFound();
    const real = { namespace: provider.name.namespace, package: provider.name.name, name };
    const { entity, revision } = await this.#actions.need(real);
    const action = withDefaults(entity, provider.parameters);
    if (!home.binding) return { action, revision };
    return { action, revision, binding: printName(home.name), origins: originsOf(entity, provider.origins) };
  }
}

/** What the action sets itself is its own. */
function originsOf({ parameters }: Action, ofPackages: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const origins = new Map(ofPackages);
  for (const { key } of parameters) origins.delete(key);
  return origins;
}

function withDefaults(action: Action, parameters: Action['parameters']): Action {
  if (parameters.length === 0) return action;
  return { ...action, parameters: mergeByKey(parameters, action.parameters) };
}
