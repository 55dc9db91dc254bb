import type { ActivationStore } from '@whisker/activation-store';
import type { Clock, JsonObject } from '@whisker/entities';
import { CouchDatabase } from './couch-database';
import { isMissingDatabase } from './couch-failure';
import type { CouchServer } from './couch-server';
import { activationsPlan } from './design-documents';
import { installDatabase, MARK } from './install-database';

/** The time that the records of one database cover. */
export type Period = 'day' | 'month';

/** Records that started from `from` (inclusive) to `to` (exclusive), epoch ms. */
export interface DatedDatabase {
  readonly database: CouchDatabase;
  readonly from: number;
  readonly to: number;
}

export interface ActivationDatabasesOptions {
  readonly period: Period;
  /** How long it is taken that no database was made elsewhere, but for the one of today, ms. */
  readonly listedForMs: number;
  readonly now: Clock;
}

const NAME = /^activations-(\d{4})(\d{2})(\d{2})?$/;

/**
 * The databases of activation records, by the time the records started (UTC): `<prefix>activations-20231114`, or
 * `…-202311`. Old records go with their database, at no cost; deleting documents would only add to a database.
 */
export class ActivationDatabases {
  readonly #server: CouchServer;
  readonly #options: ActivationDatabasesOptions;
  readonly #stem: string;
  #listed: { readonly names: Set<string>; readonly at: number } | undefined;

  constructor(server: CouchServer, options: ActivationDatabasesOptions) {
    this.#server = server;
    this.#options = options;
    this.#stem = server.settings.prefix;
  }

  /** The database for records that start at a time; it may have to be made first. */
  at(start: number): CouchDatabase {
    const date = dateOf(start, this.#options.period).replaceAll('-', '');
    return new CouchDatabase(this.#server, `${this.#stem}activations-${date}`);
  }

  /** Makes it, if it is not there. */
  async ensure(database: CouchDatabase): Promise<void> {
    await installDatabase(database, activationsPlan);
    this.#listed?.names.add(database.name);
  }

  /** Those that may hold records of a time (ms, both inclusive), the newest first. */
  async covering({ since = -Infinity, upto = Infinity }: TimeRange): Promise<readonly DatedDatabase[]> {
    const { now } = this.#options;
    // Others may have begun a new day a moment ago.
    const names = new Set([...(await this.#names()), this.at(now()).name]);
    return [...names]
      .flatMap((name) => this.#read(name))
      .filter(({ from, to }) => from <= upto && to > since)
      .sort((a, b) => b.to - a.to || b.from - a.from);
  }

  /** @returns how many records it held */
  async drop(database: CouchDatabase): Promise<number> {
    const { doc_count: documents } = await database.info();
    await database.drop();
    this.#listed?.names.delete(database.name);
    return Math.max(0, (documents as number) - activationsPlan.designs.length - [MARK].length);
  }

  async #names(): Promise<ReadonlySet<string>> {
    const { now, listedForMs } = this.#options;
    if (!this.#listed || this.#listed.at + listedForMs <= now()) {
      const at = now();
      const stem = `${this.#stem}activations-`;
      const query: JsonObject = { startkey: stem, endkey: `${stem}\ufff0` };
      const all = (await this.#server.request({ method: 'GET', path: '_all_dbs', query })) as string[];
      this.#listed = { names: new Set(all.filter((name) => name.startsWith(stem))), at };
    }
    return this.#listed.names;
  }

  #read(name: string): readonly DatedDatabase[] {
    const [, year, month, day] = NAME.exec(name.slice(this.#stem.length)) ?? [];
    if (year === undefined) return [];
    const [y, m, d] = [Number(year), Number(month) - 1, Number(day ?? 1)];
    const to = day === undefined ? Date.UTC(y, m + 1, 1) : Date.UTC(y, m, d + 1);
    return [{ database: new CouchDatabase(this.#server, name), from: Date.UTC(y, m, d), to }];
  }
}

/** `2023-11-14` or `2023-11`, in UTC. */
function dateOf(time: number, period: Period): string {
  return new Date(time).toISOString().slice(0, period === 'day' ? 10 : 7);
}

/**
 * A store that removes records only together with their database. For sweepers: records stay up to a period longer, and
 * none is deleted for itself.
 */
export function byWholePeriods(
  store: Pick<ActivationStore, 'removeBefore'>,
  period: Period = 'day',
): Pick<ActivationStore, 'removeBefore'> {
  return { removeBefore: (before) => store.removeBefore(Date.parse(dateOf(before, period))) };
}

export interface TimeRange {
  readonly since?: number | undefined;
  readonly upto?: number | undefined;
}

/** What a database answers, or something else where it is not made yet or dropped already. */
export async function ifThere<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (isMissingDatabase(error)) return otherwise;
    throw error;
  }
}
