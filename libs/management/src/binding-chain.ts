import { mergeByKey, printName, refuse, type Package, type PackageName, type Parameters } from '@whisker/entities';
import type { EntityStore } from '@whisker/entity-store';

/** What a package or binding stands for. */
export interface Provider {
  /** The real package. */
  readonly name: PackageName;
  /** Its parameters, overlaid by those of the bindings that led to it. */
  readonly parameters: Parameters;
  /** By key, the namespace of the package or binding that each of them is from. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Follows bindings. None can be made to a binding, but a provider may be replaced by one later.
 * @returns undefined if a provider is gone
 * @throws bindingCircular naming the package that was asked for
 */
export async function providerOf(entities: EntityStore, asked: Package): Promise<Provider | undefined> {
  const passed = new Set<string>();
  const origins = new Map<string, string>();
  let { parameters } = asked;
  note(origins, asked);
  for (let pkg = asked; ;) {
    if (!pkg.binding) return { name: pkg.name, parameters, origins };
    passed.add(printName(pkg.name));
    if (passed.has(printName(pkg.binding))) throw refuse.bindingCircular(printName(asked.name));
    const next = (await entities.get(pkg.binding))?.entity;
    if (next?.type !== 'package') return undefined;
    parameters = mergeByKey(next.parameters, parameters);
    note(origins, next);
    pkg = next;
  }
}

/** What is nearer to the caller was noted before, and wins. */
function note(origins: Map<string, string>, { name, parameters }: Package): void {
  for (const { key } of parameters) if (!origins.has(key)) origins.set(key, name.namespace);
}
