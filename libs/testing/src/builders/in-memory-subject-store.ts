import type { AuthKey, Identity, NamespaceLimits, Subject } from '@whisker/entities';
import { provesKey, type KeyHolder, type SubjectStore } from '@whisker/entity-store';

/** A fake {@link SubjectStore}: answers like the real ones, nothing durable. */
export class InMemorySubjectStore implements SubjectStore {
  readonly #subjects = new Map<string, Subject>();
  readonly #limits = new Map<string, NamespaceLimits>();

  async authenticate(credentials: AuthKey): Promise<Identity | undefined> {
    const holders = await this.holdersOf(credentials.uuid);
    return holders.find(({ key }) => provesKey(key, credentials))?.identity;
  }

  async identityOf(namespace: string): Promise<Identity | undefined> {
    return this.#holders().find(({ identity }) => identity.namespace.name === namespace)?.identity;
  }

  async holdersOf(uuid: string): Promise<readonly KeyHolder[]> {
    return this.#holders().filter(({ identity }) => identity.namespace.uuid === uuid);
  }

  async blockedNamespaces(): Promise<readonly string[]> {
    const blocked = [...this.#subjects.values()].filter((subject) => subject.blocked);
    const stopped = [...this.#limits].filter(
      ([, limits]) => limits.invocationsPerMinute === 0 || limits.concurrentInvocations === 0,
    );
    return [
      ...blocked.flatMap(({ namespaces }) => namespaces.map(({ name }) => name)),
      ...stopped.map(([name]) => name),
    ];
  }

  async get(subject: string): Promise<Subject | undefined> {
    return structuredClone(this.#subjects.get(subject));
  }

  async put({ subject, namespaces, blocked }: Subject): Promise<void> {
    this.#subjects.set(subject, structuredClone({ subject, namespaces, ...(blocked && { blocked }) }));
  }

  async delete(subject: string): Promise<void> {
    this.#subjects.delete(subject);
  }

  async list(): Promise<readonly Subject[]> {
    return structuredClone([...this.#subjects.values()]);
  }

  async limitsOf(namespace: string): Promise<NamespaceLimits | undefined> {
    return this.#limits.get(namespace);
  }

  async setLimits(namespace: string, limits: NamespaceLimits | undefined): Promise<void> {
    if (limits) this.#limits.set(namespace, limits);
    else this.#limits.delete(namespace);
  }

  async close(): Promise<void> {}

  #holders(): KeyHolder[] {
    return [...this.#subjects.values()]
      .filter(({ blocked }) => !blocked)
      .flatMap(({ subject, namespaces }) =>
        namespaces.map(({ name, uuid, key }) => ({
          identity: { subject, namespace: { name, uuid }, limits: this.#limits.get(name) ?? {} },
          key,
        })),
      );
  }
}
