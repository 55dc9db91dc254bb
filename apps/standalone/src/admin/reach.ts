import { DataFolderError } from '@whisker/adapter-embedded';
import { askAdministration } from '@whisker/admin-socket';
import { runCommand, type AdminCommand } from '@whisker/administration';
import { openAdministration } from '@whisker/embed';
import type { JsonValue } from '@whisker/entities';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SettingError, type Settings } from '../config';

/** A platform that starts or stops, and another administrator, hold the folder for a moment. */
const PATIENCE_MS = 5000;
const RETRY_MS = 100;

/**
 * Has a command carried out by the platform that runs on the data folder, or else in the folder itself.
 * @throws AdministrationRefusal, DataFolderError; SettingError if there is no such folder
 */
export async function carryOut({ data, keys }: Settings, command: AdminCommand): Promise<JsonValue> {
  await requireFolder(data);
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const served = await askAdministration(data, command);
    if (served) return served.answer;
    try {
      return await inFolder({ data, keys }, command);
    } catch (error) {
      if (!(error instanceof DataFolderError && error.fault === 'in-use')) throw error;
      if (Date.now() >= deadline)
        throw new Error(`${error.message} It does not answer to administrators.`, { cause: error });
      await sleep(RETRY_MS);
    }
  }
}

async function inFolder({ data, keys }: Pick<Settings, 'data' | 'keys'>, command: AdminCommand): Promise<JsonValue> {
  const opened = await openAdministration(data, { keys });
  try {
    return await runCommand(opened.administration, command);
  } finally {
    await opened.close();
  }
}

/** A mistyped folder must not become a new one. @throws SettingError */
async function requireFolder(data: string): Promise<void> {
  const there = await stat(data).catch(() => undefined);
  if (!there?.isDirectory())
    throw new SettingError(
      `there is no data folder ${data}. Name the one of your platform with --data (or WHISKER_DATA), or make it first.`,
    );
}
