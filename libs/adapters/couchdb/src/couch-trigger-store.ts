import { TriggerConflict, type FeedTrigger, type StoredTrigger, type TriggerStore } from '@whisker/feeds';
import type { JsonObject } from '@whisker/entities';
import { createHash } from 'node:crypto';
import { orConflict } from './conflict';
import { isRevision, type CouchDatabase } from './couch-database';

/** {@link TriggerStore} in the database `<prefix>feeds`. Document ids are hashes: those of triggers hold a key. */
export class CouchTriggerStore implements TriggerStore {
  readonly #database: CouchDatabase;

  constructor(database: CouchDatabase) {
    this.#database = database;
  }

  async get(id: string): Promise<StoredTrigger | undefined> {
    const document = await this.#database.get(documentId(id));
    return document && readTrigger(document);
  }

  async list(): Promise<readonly StoredTrigger[]> {
    const rows = await this.#database.withPrefix('trigger-', { include_docs: true });
    return rows.flatMap(({ doc }) => (doc ? [readTrigger(doc)] : []));
  }

  async put(trigger: FeedTrigger, basedOn: string | undefined): Promise<string> {
    const { id } = trigger;
    if (basedOn !== undefined && !isRevision(basedOn)) throw new TriggerConflict(id);
    const document = { trigger: trigger as unknown as JsonObject, ...(basedOn !== undefined && { _rev: basedOn }) };
    return orConflict(this.#database.put(documentId(id), document), () => new TriggerConflict(id));
  }

  async delete(id: string, revision: string): Promise<void> {
    if (!isRevision(revision)) throw new TriggerConflict(id);
    await orConflict(this.#database.delete(documentId(id), revision), () => new TriggerConflict(id));
  }

  /** The connection is not this store's own. */
  async close(): Promise<void> {}
}

function documentId(id: string): string {
  return `trigger-${createHash('sha256').update(id).digest('hex')}`;
}

function readTrigger({ trigger, _rev: revision }: JsonObject): StoredTrigger {
  return { trigger: trigger as unknown as FeedTrigger, revision: revision as string };
}
