import { extname, resolve } from 'node:path';
import { NATIVE_IMAGE } from '../action-exec';
import { encodeCode, kindOfFile, needsMain } from '../action-kinds';
import type { Exec } from '../documents';
import { Failure } from '../failure';
import { archive, type Surface } from './archive';
import { manifestFailure, type Remarks } from './failure';
import type { ManifestAction } from './manifest';

/** What an action runs, with its code read or packed. */
export async function execOf(action: ManifestAction, surface: Surface, remarks: Remarks): Promise<Exec> {
  const { place, file, code, docker, isNative, main } = action;
  if (file !== undefined && code !== undefined) throw manifestFailure(place, "has both 'function' and 'code'");
  const image = isNative ? NATIVE_IMAGE : docker;
  const program = code ?? (file === undefined ? undefined : await readProgram(action, file, surface));
  if (program === undefined && image === undefined)
    throw manifestFailure(place, "needs 'function', 'code' or 'docker'");
  const parts = { ...(program !== undefined && { code: program }), ...(main !== undefined && { main }) };
  if (image !== undefined) return { kind: 'blackbox', image, ...parts };
  const kind = kindOf(action, (await isFolder(file, surface)) ? undefined : file, remarks);
  if (needsMain(kind) && main === undefined) throw manifestFailure(place, "needs 'main', the name of the main class");
  return { kind, ...parts };
}

/** Where the code comes from, in words. */
export function sourceOf({ file, code, docker }: ManifestAction): string {
  if (file !== undefined) return file;
  return code === undefined ? `image ${docker}` : 'code of the manifest';
}

/** A file as it is, a folder packed. */
async function readProgram(action: ManifestAction, file: string, surface: Surface): Promise<string> {
  const { files } = surface.surroundings;
  if (/^[a-z]+:\/\//i.test(file)) throw manifestFailure(action.place, `'${file}' is remote; name a file or a folder`);
  const path = resolve(surface.root, file);
  const entries = await files.list(path);
  if (entries) return (await archive(action, { path, entries }, surface)).toString('base64');
  if (action.include.length + action.exclude.length > 0) {
    throw manifestFailure(action.place, "has 'include' or 'exclude', which are for a 'function' that is a folder");
  }
  const content = await files.read(path).catch(() => undefined);
  if (!content?.length) throw manifestFailure(action.place, `'${file}' is no file with content and no folder`);
  return encodeCode(path, content);
}

async function isFolder(file: string | undefined, { root, surroundings }: Surface): Promise<boolean> {
  return file !== undefined && (await surroundings.files.list(resolve(root, file))) !== undefined;
}

/** The runtime that the manifest names, or that of the file's extension. */
function kindOf({ runtime, place }: ManifestAction, file: string | undefined, remarks: Remarks): string {
  if (file === undefined || extname(file) === '.zip') {
    if (runtime === undefined) throw manifestFailure(place, "needs 'runtime': no extension tells the kind of its code");
    return runtime;
  }
  const kind = kindByExtension(file);
  if (runtime === undefined) {
    if (kind === undefined)
      throw manifestFailure(place, `needs 'runtime': '${file}' does not tell the kind of its code`);
    return kind;
  }
  if (kind === undefined || familyOf(kind) === familyOf(runtime)) return runtime;
  remarks.add(place, `the runtime '${runtime}' does not run '${file}'; '${kind}' is taken`);
  return kind;
}

function kindByExtension(file: string): string | undefined {
  try {
    return kindOfFile(file);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function familyOf(kind: string): string | undefined {
  return kind.split(':')[0];
}
