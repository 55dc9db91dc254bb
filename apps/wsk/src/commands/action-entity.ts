import type { ActionDocument } from '../documents';
import type { QualifiedName } from '../names';
import type { Session } from '../session';
import { entityPath, type EntityKind } from './entity';

/** What the commands about actions have in common with those about other entities. */
export const actions: EntityKind = {
  word: 'action',
  collection: 'actions',
  nameRequired: 'An action name is required.',
};

/** The document of an action, with its code only where that is asked for. */
export function fetchAction(
  { client }: Session,
  name: QualifiedName,
  { code }: { code: boolean },
): Promise<ActionDocument> {
  return client.request<ActionDocument>({ method: 'GET', path: entityPath(actions, name), query: { code } });
}
