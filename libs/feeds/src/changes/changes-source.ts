import type { JsonObject, JsonValue } from '@whisker/entities';

/** A database that speaks CouchDB's protocol, and how to get in. */
export interface DatabaseAccess {
  /** `http` or `https`. */
  readonly protocol: string;
  readonly host: string;
  readonly port?: number;
  readonly dbname: string;
  readonly username?: string;
  readonly password?: string;
  /** Exchanged for a token at `iamUrl`. */
  readonly iamApiKey?: string;
  readonly iamUrl?: string;
}

/** A place in the order of changes; opaque. */
export type Sequence = string | number;

export interface DatabaseChange {
  readonly id: string;
  readonly seq: Sequence;
  readonly changes: readonly { readonly rev: string }[];
  readonly deleted?: boolean;
}

/** Which changes are wanted. */
export interface ChangesQuery {
  readonly since: Sequence;
  /** `designdoc/filter` */
  readonly filter?: string;
  /** For the filter. */
  readonly parameters?: Readonly<Record<string, JsonValue>> & JsonObject;
  /** At most this many. */
  readonly limit: number;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

export interface ChangesPage {
  readonly changes: readonly DatabaseChange[];
  /** Where to go on. */
  readonly lastSequence: Sequence;
}

/** Port: the changes of databases. */
export interface ChangesSource {
  /** The present end of the changes. @throws Error if there is no such database or the credentials are wrong */
  lastSequence(access: DatabaseAccess): Promise<Sequence>;
  /** Waits for changes, for some time; then there may be none. @throws Error if the database does not answer */
  changes(access: DatabaseAccess, query: ChangesQuery): Promise<ChangesPage>;
}
