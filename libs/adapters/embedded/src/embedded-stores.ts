import { RetentionSweeper } from '@whisker/activation-store';
import { openDataFolder, type DataFolder } from './data-folder';
import { BusRunJournal } from './bus-run-journal';
import { DurableBus } from './durable-bus';
import { FileOwedRecords } from './file-owed-records';
import { FileRunJournal } from './file-run-journal';
import { LocalMembership } from './local-membership';
import { SqliteActivationStore } from './sqlite-activation-store';
import { SqliteEntityStore } from './sqlite-entity-store';
import { SqliteRouteStore } from './sqlite-route-store';
import { SqliteSecretStore } from './sqlite-secret-store';
import { SqliteSubjectStore } from './sqlite-subject-store';

/** Where the stores report what nobody waits for. */
export type StoreLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

export interface EmbeddedStoresOptions {
  /** Activation records older than this many days are removed. 0: none are. Default 7. */
  readonly retentionDays?: number;
  /** Default: silent. */
  readonly log?: StoreLog;
  /** Epoch ms. Default: the system's clock. */
  readonly now?: () => number;
}

/** All ports of a platform in one process, on one folder. */
export interface EmbeddedStores {
  readonly folder: DataFolder;
  readonly entities: SqliteEntityStore;
  readonly subjects: SqliteSubjectStore;
  readonly secrets: SqliteSecretStore;
  readonly activations: SqliteActivationStore;
  readonly bus: DurableBus;
  readonly journal: BusRunJournal;
  readonly owed: FileOwedRecords;
  readonly membership: LocalMembership;
  readonly routes: SqliteRouteStore;
  /** Writes what waits, closes all and lets others have the folder. Idempotent. */
  close(): Promise<void>;
}

interface Closable {
  close(): void | Promise<void>;
}

/**
 * Opens a data folder and everything in it, and removes old records from then on.
 * @throws DataFolderError if the folder or a file in it cannot be used; nothing stays open then
 */
export async function openEmbeddedStores(path: string, options: EmbeddedStoresOptions = {}): Promise<EmbeddedStores> {
  const opened: Closable[] = [];
  const keep = <T extends Closable>(part: T): T => {
    opened.push(part);
    return part;
  };
  try {
    return await openAll(path, { options, opened, keep });
  } catch (error) {
    await closeAll(opened).catch(() => undefined);
    throw error;
  }
}

interface Opening {
  readonly options: EmbeddedStoresOptions;
  readonly opened: Closable[];
  readonly keep: <T extends Closable>(part: T) => T;
}

async function openAll(path: string, { options, opened, keep }: Opening): Promise<EmbeddedStores> {
  const { now = Date.now, retentionDays = 7, log = () => undefined } = options;
  const onError = (error: unknown): void =>
    log('error', error instanceof Error ? error.message : String(error), { error });
  const folder = keep(openDataFolder(path));
  const entities = keep(await SqliteEntityStore.open(folder.file('entities.db'), { now, onError }));
  const subjects = keep(await SqliteSubjectStore.open(folder.file('subjects.db')));
  const secrets = keep(await SqliteSecretStore.open(folder.file('secrets.db')));
  const activations = keep(await SqliteActivationStore.open(folder.file('activations.db'), { onError }));
  const bus = keep(new DurableBus(folder.file('bus.log'), { now, onError }));
  const journal = keep(new BusRunJournal(bus, new FileRunJournal(folder.file('runs.log'), { onError })));
  const owed = keep(new FileOwedRecords(folder.file('owed.log'), { onError }));
  const membership = keep(new LocalMembership({ onError }));
  const onRemoved = (count: number): void => log('info', 'old activation records were removed', { count });
  const routes = keep(await SqliteRouteStore.open(folder.file('routes.db')));
  const sweeper = new RetentionSweeper({ store: activations, days: retentionDays, now, onError, onRemoved });
  keep({ close: () => sweeper.stop() });
  sweeper.start();
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= closeAll(opened));
  return { folder, entities, subjects, secrets, activations, bus, journal, owed, membership, routes, close };
}

/** Closes all, the last one first, whatever fails. @throws the first failure */
async function closeAll(opened: readonly Closable[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of [...opened].reverse()) {
    try {
      await part.close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
