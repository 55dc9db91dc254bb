import type { SqliteDatabase } from './sqlite';

export const codeSchema = `
  CREATE TABLE IF NOT EXISTS code (key INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS code_of (
    id TEXT NOT NULL, revision TEXT NOT NULL, code INTEGER NOT NULL, replaced INTEGER,
    PRIMARY KEY (id, revision)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS code_of_code ON code_of (code);
  CREATE INDEX IF NOT EXISTS code_of_replaced ON code_of (replaced) WHERE replaced IS NOT NULL;
`;

/** One state of one entity. */
export interface State {
  readonly id: string;
  readonly revision: string;
}

/** How long code is kept after its entity was replaced or removed. */
export interface CodeGrace {
  /** ms */
  readonly keptMs: number;
  /** Replaced states of one entity whose code is kept, at most: the newest. */
  readonly keptStates: number;
}

/**
 * Code of entities by revision. An activation that was accepted for a revision reads its code when it runs, so the code
 * of a replaced state stays for a while. States that share code share its row: a new state without new code copies
 * nothing. To be called within a transaction.
 */
export class CodeTable {
  readonly #grace: CodeGrace;
  readonly #insertCode;
  readonly #insertState;
  readonly #find;
  readonly #read;
  readonly #replace;
  readonly #forgetOld;
  readonly #forgetSurplus;
  readonly #dropUnused;

  constructor(db: SqliteDatabase, grace: CodeGrace) {
    this.#grace = grace;
    this.#insertCode = db.prepare<[string]>('INSERT INTO code (text) VALUES (?)');
    this.#insertState = db.prepare<[string, string, number | bigint]>(
      'INSERT INTO code_of (id, revision, code) VALUES (?, ?, ?)',
    );
    this.#find = db.prepare<[string, string], number>('SELECT code FROM code_of WHERE id = ? AND revision = ?').pluck();
    this.#read = db
      .prepare<[string, string], string>(
        'SELECT text FROM code_of JOIN code ON key = code WHERE id = ? AND revision = ?',
      )
      .pluck();
    this.#replace = db.prepare<[number, string, string]>(
      'UPDATE code_of SET replaced = ? WHERE id = ? AND revision = ?',
    );
    this.#forgetOld = db.prepare<[number], number>('DELETE FROM code_of WHERE replaced < ? RETURNING code').pluck();
    this.#forgetSurplus = db
      .prepare<[string, string, number], number>(
        `DELETE FROM code_of WHERE id = ? AND revision IN (
           SELECT revision FROM code_of WHERE id = ? AND replaced IS NOT NULL ORDER BY replaced DESC, revision DESC LIMIT -1 OFFSET ?
         ) RETURNING code`,
      )
      .pluck();
    this.#dropUnused = db.prepare<[number, number]>(
      'DELETE FROM code WHERE key = ? AND NOT EXISTS (SELECT 1 FROM code_of WHERE code = ?)',
    );
  }

  read({ id, revision }: State): string | undefined {
    return this.#read.get(id, revision);
  }

  /** Gives a new state its code. */
  add({ id, revision }: State, text: string): void {
    this.#insertState.run(id, revision, this.#insertCode.run(text).lastInsertRowid);
  }

  /** Gives a new state the code of the state before it, if that has some. */
  carryOver(from: State, revision: string): void {
    const code = this.#find.get(from.id, from.revision);
    if (code !== undefined) this.#insertState.run(from.id, revision, code);
  }

  /** A state was replaced or removed. Code whose time is up is dropped, this entity's and others'. */
  replaced({ id, revision }: State, now: number): void {
    const { keptMs, keptStates } = this.#grace;
    this.#replace.run(now, id, revision);
    const surplus = this.#forgetSurplus.all(id, id, keptStates);
    this.#drop([...surplus, ...this.#forgetOld.all(now - keptMs)]);
  }

  #drop(codes: readonly number[]): void {
    for (const code of new Set(codes)) this.#dropUnused.run(code, code);
  }
}
