import { resolve } from 'node:path';
import { extensionOfKind } from '../action-kinds';
import type { CommandInput } from '../command';
import { hostUrl, type Settings } from '../config';
import type { ActionDocument } from '../documents';
import { explained, usageFailure } from '../failure';
import { collectionPath, type QualifiedName } from '../names';
import { entitySummary } from '../output/summary';
import { fromKeyValues } from '../parameters';
import type { Session } from '../session';
import { actions, fetchAction } from './action-entity';
import { chosenField, namedEntity, showEntity, unable } from './entity';

/** `wsk action get`: the document, a field, the summary, the address, or the code as a file. */
export async function getAction(input: CommandInput): Promise<void> {
  const { session, flags } = input;
  const name = namedEntity(input);
  const field = chosenField(input, actions);
  const isSaving = flags.on('save') || flags.text('save-as') !== undefined;
  const document = await explained(unable('get', actions, name), fetchAction(session, name, { code: isSaving }));
  if (isSaving) await saveCode(session, document, flags.text('save-as'));
  else if (flags.on('url')) showUrl(session, name, document);
  else if (flags.on('summary')) session.out.lines(entitySummary('action', document));
  else showEntity(session, actions, { name, document, field });
}

function showUrl({ out, settings }: Session, name: QualifiedName, document: ActionDocument): void {
  out.line(`ok: got action ${name.path}`);
  out.line(urlOf(settings, document));
}

/** The address for browsers where the action is exported to the web, else the one that invokes it. */
function urlOf({ apihost, apiversion }: Settings, action: ActionDocument): string {
  const [namespace = '', packageName] = action.namespace.split('/');
  const base = `${hostUrl(apihost)}/api/${apiversion}`;
  if (fromKeyValues(action.annotations).get('web-export') === true) {
    const segments = [namespace, packageName ?? 'default', action.name];
    return `${base}/web/${segments.map(encodeURIComponent).join('/')}`;
  }
  const path = packageName === undefined ? action.name : `${packageName}/${action.name}`;
  return `${base}/${collectionPath('actions', namespace, path)}`;
}

async function saveCode({ surroundings, out }: Session, action: ActionDocument, saveAs?: string): Promise<void> {
  const { kind, code = '', binary = false } = action.exec;
  if (kind === 'sequence') throw usageFailure('Cannot save action sequences');
  if (kind === 'blackbox') throw usageFailure('Cannot save Docker images');
  const file = saveAs ?? `${action.name}${extensionOfKind(kind, binary)}`;
  const path = resolve(surroundings.cwd, file);
  await surroundings.files.writeNew(path, binary ? Buffer.from(code, 'base64') : code).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw usageFailure(`The file '${file}' already exists`);
    throw error;
  });
  out.line(`ok: saved action code to ${path}`);
}
