import { refuse } from '@whisker/entities';
import type { SecretName, SecretStore, SecretSummary, SecretWrite, StoredSecret } from '@whisker/secrets';

/** A fake {@link SecretStore}: nothing durable. */
export class InMemorySecretStore implements SecretStore {
  /** By `namespace/name`. */
  readonly rows = new Map<string, StoredSecret>();
  /** Set: reading fails with it. */
  failure: Error | undefined;
  /** Secrets looked up so far. */
  reads = 0;

  async get({ namespace, name }: SecretName): Promise<StoredSecret | undefined> {
    this.reads += 1;
    if (this.failure) throw this.failure;
    return this.rows.get(`${namespace}/${name}`);
  }

  async put({ namespace, name }: SecretName, { at, most, sealed, revision }: SecretWrite): Promise<SecretSummary> {
    const id = `${namespace}/${name}`;
    const present = this.rows.get(id);
    if (!present && (await this.list(namespace)).length >= most) throw refuse.tooManySecrets(most);
    const summary = { namespace, name, created: present?.created ?? at, updated: at };
    this.rows.set(id, { ...summary, sealed, revision });
    return summary;
  }

  async delete({ namespace, name }: SecretName): Promise<SecretSummary | undefined> {
    const id = `${namespace}/${name}`;
    const row = this.rows.get(id);
    this.rows.delete(id);
    return row && summaryOf(row);
  }

  async list(namespace: string): Promise<readonly SecretSummary[]> {
    const own = [...this.rows.values()].filter((row) => row.namespace === namespace);
    return own.map(summaryOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async close(): Promise<void> {
    this.rows.clear();
  }
}

function summaryOf({ namespace, name, created, updated }: StoredSecret): SecretSummary {
  return { namespace, name, created, updated };
}
