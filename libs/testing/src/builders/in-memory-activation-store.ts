import { valueOf, type Activation, type ActivationId } from '@whisker/entities';
import type { ActivationQuery, ActivationStore } from '@whisker/activation-store';

/** A fake {@link ActivationStore}: sees what was stored at once, nothing durable. */
export class InMemoryActivationStore implements ActivationStore {
  readonly #records = new Map<string, Activation>();

  async store(record: Activation): Promise<void> {
    const key = `${record.namespace}/${record.activationId}`;
    if (!this.#records.has(key)) this.#records.set(key, record);
  }

  async get(namespace: string, id: ActivationId): Promise<Activation | undefined> {
    return this.#records.get(`${namespace}/${id}`);
  }

  async list(query: ActivationQuery): Promise<readonly Activation[]> {
    return this.#matching(query).slice(query.skip, query.skip + query.limit);
  }

  async count(query: Omit<ActivationQuery, 'skip' | 'limit'>): Promise<number> {
    return this.#matching(query).length;
  }

  async removeBefore(before: number): Promise<number> {
    const old = [...this.#records].filter(([, record]) => record.start < before);
    for (const [key] of old) this.#records.delete(key);
    return old.length;
  }

  async close(): Promise<void> {
    this.#records.clear();
  }

  #matching({
    namespace,
    name,
    since = -Infinity,
    upto = Infinity,
  }: Omit<ActivationQuery, 'skip' | 'limit'>): Activation[] {
    return [...this.#records.values()]
      .filter((record) => record.namespace === namespace && record.start >= since && record.start <= upto)
      .filter((record) => name === undefined || listedName(record) === name)
      .sort((a, b) => b.start - a.start);
  }
}

/** `action` or `package/action`; the binding's name if it was invoked through one. */
function listedName({ name, annotations }: Activation): string {
  const through = valueOf(annotations, 'binding');
  if (typeof through === 'string') return `${through.split('/')[1]}/${name}`;
  const path = valueOf(annotations, 'path');
  const [, second, third] = typeof path === 'string' ? path.split('/') : [];
  return third === undefined ? name : `${second}/${third}`;
}
