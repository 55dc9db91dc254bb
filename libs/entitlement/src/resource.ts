/** What a caller wants to do with a resource. */
export type Right = 'READ' | 'PUT' | 'DELETE' | 'ACTIVATE';

/** The collections of the API; `namespaces` stands for what is known of a namespace itself (its limits). */
export type ResourceCollection =
  'actions' | 'packages' | 'triggers' | 'rules' | 'activations' | 'namespaces' | 'secrets';

/** A thing in a collection, or (without `name`) the collection itself, of a namespace or of one package. */
export interface Resource {
  readonly collection: ResourceCollection;
  readonly namespace: string;
  /** Package of an action; without `name`: the list of the package's actions. */
  readonly package?: string;
  /** Name of an entity, or an activation id. */
  readonly name?: string;
}

const ALL: readonly Right[] = ['READ', 'PUT', 'DELETE', 'ACTIVATE'];

const SUPPORTED: Readonly<Record<ResourceCollection, readonly Right[]>> = {
  actions: ALL,
  triggers: ALL,
  rules: ALL,
  packages: ['READ', 'PUT', 'DELETE'],
  secrets: ['READ', 'PUT', 'DELETE'],
  activations: ['READ'],
  namespaces: ['READ'],
};

/** True if the collection knows the right at all. */
export function supports(collection: ResourceCollection, right: Right): boolean {
  return SUPPORTED[collection].includes(right);
}

/** True for rights that look at an entity, false for those that change it. */
export function isUse(right: Right): boolean {
  return right === 'READ' || right === 'ACTIVATE';
}

/** How refusals call a resource. Use of a packaged action is decided by its package, so that is what they name. */
export function labelOf(right: Right, { namespace, package: pkg, name }: Resource): string {
  const parts = pkg !== undefined && isUse(right) ? [namespace, pkg] : [namespace, pkg, name];
  return parts.filter((part) => part !== undefined).join('/');
}
