import type { SubjectStore } from '@whisker/entity-store';

/**
 * Namespaces whose activations are not to be run any more: of blocked subjects, or with a rate or concurrency of 0.
 * Requests of theirs are refused anyway; this is for what was accepted before.
 */
export class NamespaceBlacklist {
  readonly #subjects: Pick<SubjectStore, 'blockedNamespaces'>;
  #names: ReadonlySet<string> = new Set();

  constructor({ subjects }: { readonly subjects: Pick<SubjectStore, 'blockedNamespaces'> }) {
    this.#subjects = subjects;
  }

  has(namespace: string): boolean {
    return this.#names.has(namespace);
  }

  /** Reads it anew; if that fails, the old one stays. @throws what the store throws */
  async refresh(): Promise<void> {
    this.#names = new Set(await this.#subjects.blockedNamespaces());
  }
}
