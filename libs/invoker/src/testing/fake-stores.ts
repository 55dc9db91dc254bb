import { printName, type Activation, type QualifiedName, type WhiskEntity } from '@whisker/entities';
import type { Stored } from '@whisker/entity-store';
import type { JournalEntry, RunJournal } from '../run-journal';

/** Entities and code in memory; counts its reads. */
export class FakeEntities {
  readonly #stored = new Map<string, Stored>();
  readonly #code = new Map<string, string>();
  /** Set: `get` fails with it. */
  failure: Error | undefined;
  gets = 0;
  codeReads = 0;

  put(entity: WhiskEntity, revision: string, code?: string): void {
    const id = printName(entity.name);
    this.#stored.set(id, { entity, revision });
    for (const key of this.#code.keys()) if (key.startsWith(`${id}@`)) this.#code.delete(key);
    if (code !== undefined) this.#code.set(`${id}@${revision}`, code);
  }

  remove(name: QualifiedName): void {
    this.#stored.delete(printName(name));
    for (const key of this.#code.keys()) if (key.startsWith(`${printName(name)}@`)) this.#code.delete(key);
  }

  async get(name: QualifiedName): Promise<Stored | undefined> {
    this.gets += 1;
    if (this.failure) throw this.failure;
    return this.#stored.get(printName(name));
  }

  async readCode(name: QualifiedName, revision: string): Promise<string | undefined> {
    this.codeReads += 1;
    return this.#code.get(`${printName(name)}@${revision}`);
  }
}

/** Records in memory; may be told to fail a number of times. */
export class FakeActivations {
  readonly records = new Map<string, Activation>();
  failures = 0;
  attempts = 0;

  constructor(readonly events: string[] = []) {}

  async store(record: Activation): Promise<void> {
    this.attempts += 1;
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('store is down');
    }
    this.events.push(`store ${record.activationId.slice(0, 1)}`);
    this.records.set(record.activationId, record);
  }

  async get(_namespace: string, id: string): Promise<Activation | undefined> {
    return this.records.get(id);
  }
}

/** A journal in memory. */
export class FakeJournal implements RunJournal {
  readonly entries = new Map<string, JournalEntry>();
  /** Set: `started` fails with it. */
  failure: Error | undefined;

  constructor(readonly events: string[] = []) {}

  async started(entry: JournalEntry): Promise<void> {
    if (this.failure) throw this.failure;
    this.events.push(`started ${entry.activationId.slice(0, 1)}`);
    this.entries.set(entry.activationId, entry);
  }

  finished(activationId: string): void {
    this.events.push(`finished ${activationId.slice(0, 1)}`);
    this.entries.delete(activationId);
  }

  async unfinished(): Promise<readonly JournalEntry[]> {
    return [...this.entries.values()];
  }

  async close(): Promise<void> {}
}
