import { ApiClient } from './client';
import { propertiesPath, resolveSettings, type GlobalFlags, type Settings } from './config';
import { Printer } from './output/printer';
import { debugWireLog, joinedWireLog, verboseWireLog } from './output/wire-log';
import { parseProperties, readPropertiesFile } from './properties-file';
import type { Surroundings } from './surroundings';

/** What a command works with while it runs. */
export interface Session {
  readonly surroundings: Surroundings;
  readonly settings: Settings;
  /** What of the settings came from flags. */
  readonly globals: GlobalFlags;
  readonly client: ApiClient;
  readonly out: Printer;
  readonly err: Printer;
}

/** Reads the properties file and settles the settings. The caller closes `client` at the end. */
export async function openSession(flags: GlobalFlags, surroundings: Surroundings): Promise<Session> {
  const path = propertiesPath(surroundings);
  const properties = parseProperties(await readPropertiesFile(surroundings.files, path));
  const settings = resolveSettings(flags, surroundings.env, properties);
  const out = new Printer(surroundings.stdout);
  const err = new Printer(surroundings.stderr);
  if (settings.debug) err.line(`[debug] ${path}: ${[...properties.keys()].join(', ') || 'no properties'}`);
  return connectedSession({ surroundings, settings, globals: flags, out, err });
}

/** A session with a client of its own for other settings. The caller closes `client` at the end. */
export function connectedSession(parts: Omit<Session, 'client'>): Session {
  const { settings, surroundings, out, err } = parts;
  const logs = [
    ...(settings.verbose ? [verboseWireLog(out)] : []),
    ...(settings.debug ? [debugWireLog(err, surroundings.now)] : []),
  ];
  return { ...parts, client: new ApiClient(settings, surroundings, joinedWireLog(logs)) };
}
