import { isJsonObject, type JsonObject } from '@whisker/entities';
import { isDeepStrictEqual } from 'node:util';
import type { CouchDatabase } from './couch-database';
import { isRefusal } from './couch-failure';
import type { DatabasePlan, DesignDocument } from './design-documents';

/** The document that tells whose a database is, and which version of its plan is installed. */
export const MARK = '_design/whisker';

/** What was done to a database. `adopted`: it was OpenWhisk's, and what it had stayed. */
export type Installation = 'created' | 'upgraded' | 'adopted' | 'unchanged';

/** A database that must not be touched. */
export class ForeignDatabase extends Error {
  constructor(database: string, why: string) {
    super(`the CouchDB database ${database} ${why}`);
    this.name = 'ForeignDatabase';
  }
}

export interface InstallOptions {
  /** Takes over databases that OpenWhisk made. Default false. */
  readonly adopt?: boolean;
}

/** Attempts where another process installs the same at the same time. */
const ATTEMPTS = 5;

/**
 * Makes a database, or brings its design documents up to date. Any number of processes may do so at the same time.
 * @throws ForeignDatabase if it holds what is not the platform's, or was made by a newer one; nothing is changed then
 */
export async function installDatabase(
  database: CouchDatabase,
  plan: DatabasePlan,
  { adopt = false }: InstallOptions = {},
): Promise<Installation> {
  const created = await database.create();
  const standing = await standingOf(database, plan, adopt);
  if (standing === 'unchanged') return 'unchanged';
  for (const design of plan.designs) await installDesign(database, design, { replace: standing !== 'adopted' });
  await put(database, { _id: MARK, whisker: { kind: plan.kind, version: plan.version } });
  return created ? 'created' : standing;
}

/** The version of the plan that a database has; undefined if it is not the platform's. */
export function markedVersion(mark: JsonObject | undefined, plan: DatabasePlan): number | undefined {
  const told = mark?.['whisker'];
  if (!isJsonObject(told) || told['kind'] !== plan.kind) return undefined;
  return told['version'] as number;
}

/** What is to be done to a database. */
async function standingOf(database: CouchDatabase, plan: DatabasePlan, adopt: boolean): Promise<Installation> {
  const marked = judgeMark(database, plan, await database.get(MARK));
  if (marked) return marked;
  const designs = plan.designs.map(({ name }) => `_design/${name}`);
  const held = await database.firstIds(designs.length + 2);
  // Read again: another process may have marked it meanwhile, and written documents after that.
  const markedMeanwhile = judgeMark(database, plan, await database.get(MARK));
  if (markedMeanwhile) return markedMeanwhile;
  // A process that was killed here, or is at it now, leaves some of the design documents and nothing else.
  if (held.every((id) => designs.includes(id))) return 'created';
  if (adopt && designs.length > 0 && (await database.many(designs)).every(Boolean)) return 'adopted';
  throw new ForeignDatabase(database.name, 'holds documents that are not of Whisker: choose another prefix');
}

function judgeMark(
  database: CouchDatabase,
  plan: DatabasePlan,
  mark: JsonObject | undefined,
): Installation | undefined {
  if (!mark) return undefined;
  const version = markedVersion(mark, plan);
  if (version === undefined)
    throw new ForeignDatabase(database.name, `is Whisker's, but not for ${plan.kind}: choose another prefix`);
  if (version > plan.version)
    throw new ForeignDatabase(database.name, `has version ${version}, this Whisker knows ${plan.version} only`);
  return version === plan.version ? 'unchanged' : 'upgraded';
}

async function installDesign(
  database: CouchDatabase,
  { name, views }: DesignDocument,
  { replace }: { readonly replace: boolean },
): Promise<void> {
  const present = await database.get(`_design/${name}`);
  if (present && (!replace || isDeepStrictEqual(present['views'], views))) return;
  await put(database, { _id: `_design/${name}`, language: 'javascript', views });
}

/** Creates or replaces, whoever else does so. */
async function put(database: CouchDatabase, document: JsonObject & { readonly _id: string }): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const present = await database.get(document._id);
    try {
      await database.put(document._id, { ...document, ...(present && { _rev: present._rev }) });
      return;
    } catch (error) {
      if (!isRefusal(error, 409) || attempt === ATTEMPTS) throw error;
    }
  }
}
