import { fromDocument, printName, refuse, toDocument, type QualifiedName, type WhiskEntity } from '@whisker/entities';
import type { EntityStore, ListQuery, PutOptions, Revision, Stored } from '@whisker/entity-store';

interface Row {
  readonly name: QualifiedName;
  /** As text, so that nothing a caller holds is shared with the store. */
  readonly document: string;
  readonly revision: Revision;
  readonly code?: string;
  /** Order of writes, for entities updated within one millisecond. */
  readonly sequence: number;
}

/** A fake {@link EntityStore}: revisions and conflicts like the real ones, nothing durable. */
export class InMemoryEntityStore implements EntityStore {
  readonly #rows = new Map<string, Row>();
  #writes = 0;

  /** Called before each write is tried: the place to make a caller lose a race. */
  beforeWrite: (name: QualifiedName) => Promise<void> | void = () => undefined;

  /** Entities looked up so far. */
  reads = 0;

  async get(name: QualifiedName): Promise<Stored | undefined> {
    this.reads += 1;
    const row = this.#rows.get(printName(name));
    return row && { entity: fromDocument(row.document), revision: row.revision };
  }

  async put(entity: WhiskEntity, { basedOn, code }: PutOptions): Promise<Revision> {
    await this.beforeWrite(entity.name);
    const present = this.#expect(entity.name, basedOn);
    const sequence = (this.#writes += 1);
    const kept = code ?? present?.code;
    const revision = `${sequence}-${printName(entity.name)}`;
    const row = { name: entity.name, document: JSON.stringify(toDocument(entity)), revision, sequence };
    this.#rows.set(printName(entity.name), kept === undefined ? row : { ...row, code: kept });
    return revision;
  }

  async delete(name: QualifiedName, revision: Revision): Promise<void> {
    await this.beforeWrite(name);
    this.#expect(name, revision);
    this.#rows.delete(printName(name));
  }

  async list(query: ListQuery): Promise<readonly WhiskEntity[]> {
    return this.#matching(query).slice(query.skip, query.skip + query.limit);
  }

  async count(query: Omit<ListQuery, 'skip' | 'limit'>): Promise<number> {
    return this.#matching(query).length;
  }

  async readCode(name: QualifiedName, revision: Revision): Promise<string | undefined> {
    const row = this.#rows.get(printName(name));
    return row?.revision === revision ? row.code : undefined;
  }

  async close(): Promise<void> {
    this.#rows.clear();
  }

  /** Stores entities as they are, whatever is there; code is that of actions that have some. */
  async seed(...entities: readonly WhiskEntity[]): Promise<void> {
    for (const entity of entities) {
      const basedOn = this.#rows.get(printName(entity.name))?.revision;
      await this.put(entity, { basedOn, ...(hasCode(entity) && { code: SEEDED_CODE }) });
    }
  }

  /** Makes what is stored under a name unreadable. */
  corrupt(name: QualifiedName): void {
    const row = this.#rows.get(printName(name));
    if (row) this.#rows.set(printName(name), { ...row, document: '{' });
  }

  #expect(name: QualifiedName, revision: Revision | undefined): Row | undefined {
    const row = this.#rows.get(printName(name));
    if (row?.revision !== revision) throw refuse.concurrentModification();
    return row;
  }

  #matching(query: Omit<ListQuery, 'skip' | 'limit'>): WhiskEntity[] {
    return [...this.#rows.values()]
      .map((row) => ({ entity: fromDocument(row.document), sequence: row.sequence }))
      .filter(({ entity }) => matches(entity, query))
      .sort((a, b) => b.entity.updated - a.entity.updated || b.sequence - a.sequence)
      .map(({ entity }) => entity);
  }
}

/** Code of actions put by {@link InMemoryEntityStore.seed}. */
export const SEEDED_CODE = 'function main(args) { return args; }';

function hasCode(entity: WhiskEntity): boolean {
  if (entity.type !== 'action') return false;
  return entity.exec.type === 'code' || (entity.exec.type === 'blackbox' && entity.exec.hasCode);
}

function matches(entity: WhiskEntity, query: Omit<ListQuery, 'skip' | 'limit'>): boolean {
  if (entity.type !== query.type || entity.name.namespace !== query.namespace) return false;
  if (query.package !== undefined && entity.name.package !== query.package) return false;
  return !query.publicOnly || (entity.type === 'package' && entity.publish && !entity.binding);
}
