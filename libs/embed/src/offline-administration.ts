import { openDataFolder, SqliteSubjectStore } from '@whisker/adapter-embedded';
import { Administration } from '@whisker/administration';
import { keepOwnerKey } from './owner';

/** The administration of a data folder no platform runs on. */
export interface OfflineAdministration {
  readonly administration: Administration;
  /** Lets others have the folder. */
  close(): Promise<void>;
}

/**
 * Opens a data folder for an administrator.
 * @param options `keys`: as the platform is run with, see `PlatformOptions`
 * @throws DataFolderError; `in-use` if a platform runs on it
 */
export async function openAdministration(
  dataFolder: string,
  { keys }: { readonly keys: 'plain' | 'hashed' },
): Promise<OfflineAdministration> {
  const folder = openDataFolder(dataFolder);
  try {
    const subjects = await SqliteSubjectStore.open(folder.file('subjects.db'));
    const keyMade = keepOwnerKey.bind(undefined, folder.path);
    const close = async () => {
      await subjects.close();
      folder.close();
    };
    return { administration: new Administration({ subjects, keys, keyMade }), close };
  } catch (error) {
    folder.close();
    throw error;
  }
}
