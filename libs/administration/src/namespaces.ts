import type { NamespaceLimits } from '@whisker/entities';
import type { SubjectStore } from '@whisker/entity-store';
import { checkNamespace } from './checks';
import { changeLimits, type LimitChanges } from './limit-fields';
import { invalid, missing } from './refusal';

/** A namespace and who has keys for it. */
export interface ShownNamespace {
  readonly namespace: string;
  readonly subjects: readonly string[];
  /** It may run nothing: a subject of it is blocked, or its limits say so. */
  readonly blocked: boolean;
}

/** Limits as they are stored; `known` tells whether anybody has a key for the namespace. */
export interface ShownLimits {
  readonly namespace: string;
  readonly limits: NamespaceLimits;
  readonly known: boolean;
}

/** Namespaces and their own limits. */
export class Namespaces {
  readonly #subjects: SubjectStore;

  constructor({ subjects }: { readonly subjects: SubjectStore }) {
    this.#subjects = subjects;
  }

  /** All that somebody has a key for, by name. */
  async list(): Promise<readonly ShownNamespace[]> {
    const subjectsOf = new Map<string, string[]>();
    for (const { subject, namespaces } of await this.#subjects.list()) {
      for (const { name } of namespaces) subjectsOf.set(name, [...(subjectsOf.get(name) ?? []), subject]);
    }
    const blocked = new Set(await this.#subjects.blockedNamespaces());
    return [...subjectsOf]
      .map(([namespace, subjects]) => ({ namespace, subjects, blocked: blocked.has(namespace) }))
      .sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
  }

  /**
   * Changes some of a namespace's limits, keeps the others. A namespace nobody has a key for may have limits, so that
   * they hold from its first request on.
   * @throws AdministrationRefusal invalid
   */
  async setLimits(name: string, changes: LimitChanges): Promise<ShownLimits> {
    const namespace = checkNamespace(name);
    if (Object.keys(changes).length === 0) throw invalid('name one limit or more.');
    const limits = changeLimits((await this.#subjects.limitsOf(namespace)) ?? {}, changes);
    await this.#subjects.setLimits(namespace, limits);
    return this.#shown(namespace, limits);
  }

  /** @returns undefined if it has none of its own @throws AdministrationRefusal invalid */
  async limits(name: string): Promise<ShownLimits | undefined> {
    const namespace = checkNamespace(name);
    const limits = await this.#subjects.limitsOf(namespace);
    return limits && this.#shown(namespace, limits);
  }

  /** The system's limits apply from now on. @throws AdministrationRefusal invalid, missing */
  async deleteLimits(name: string): Promise<void> {
    const namespace = checkNamespace(name);
    if (!(await this.#subjects.limitsOf(namespace)))
      throw missing(`the namespace '${namespace}' has no limits of its own.`);
    await this.#subjects.setLimits(namespace, undefined);
  }

  async #shown(namespace: string, limits: NamespaceLimits): Promise<ShownLimits> {
    const known = (await this.#subjects.list()).some(({ namespaces }) =>
      namespaces.some(({ name }) => name === namespace),
    );
    return { namespace, limits, known };
  }
}
