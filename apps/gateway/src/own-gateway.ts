import { openDataFolder, SqliteRouteStore } from '@whisker/adapter-embedded';
import { createGateway, type Gateway } from '@whisker/api-gateway';
import type { Settings } from './config';
import { logLine } from './log';

/** A gateway on a data folder of its own. */
export interface OwnGateway extends Gateway {
  /** Where it listens, for addresses of APIs; until it is told, and where `publicUrl` is set, that counts. */
  listening(url: string): void;
  /** Closes it and its store, and lets others have the folder. */
  shutDown(): Promise<void>;
}

/** @throws DataFolderError if the folder or a file in it cannot be used */
export async function openOwnGateway(settings: Settings): Promise<OwnGateway> {
  const folder = openDataFolder(settings.data);
  const store = await SqliteRouteStore.open(folder.file('routes.db')).catch((error: unknown) => {
    folder.close();
    throw error;
  });
  let url = settings.publicUrl ?? '';
  const { user, password, targetHosts, backendOrigin, callTimeoutMs, maxCalls } = settings;
  const gateway = createGateway({
    store,
    credentials: { user, password },
    publicUrl: () => url,
    limits: { callTimeoutMs, maxCalls },
    targets: { ...(targetHosts && { hosts: targetHosts }), ...(backendOrigin && { origin: backendOrigin }) },
    onFault: (fault, context) => logLine('error', 'a request failed', { ...context, fault: String(fault) }),
  });
  return {
    ...gateway,
    listening: (listened) => void (url = settings.publicUrl ?? listened),
    async shutDown() {
      gateway.close();
      await store.close();
      folder.close();
    },
  };
}
