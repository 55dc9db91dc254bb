import type { EntityDocument } from '../documents';
import { ApiFailure } from '../failure';
import { callFeed, feedOf } from '../feeds';
import { collectionPath, type Collection, type QualifiedName } from '../names';
import type { Session } from '../session';
import type { Step } from './plan';

/** The collection in which the thing of a step is kept. */
export const collections: Readonly<Record<Exclude<Step['kind'], 'api'>, Collection>> = {
  binding: 'packages',
  package: 'packages',
  action: 'actions',
  sequence: 'actions',
  trigger: 'triggers',
  rule: 'rules',
};

/** The API gives no more at once. */
const PAGE = 200;
/** Ends the reading of a list that never ends. */
const MAX_PAGES = 1000;

/** The answer, or nothing where there is no such thing. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  }
}

/** All entities of a collection, as its list shows them. */
export async function listAll<T extends EntityDocument>(
  { client }: Session,
  collection: Collection,
  namespace: string,
): Promise<T[]> {
  const found: T[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = { limit: PAGE, skip: found.length };
    const path = collectionPath(collection, namespace);
    const documents = await client.request<readonly T[]>({ method: 'GET', path, query });
    found.push(...documents);
    if (documents.length < PAGE) break;
  }
  return found;
}

/** Deletes an entity. @returns whether it was there */
export async function deleteIfPresent(session: Session, collection: Collection, name: QualifiedName): Promise<boolean> {
  if (collection === 'triggers') return deleteTrigger(session, name);
  const path = collectionPath(collection, name.namespace, name.path);
  return (await unlessMissing(session.client.request<unknown>({ method: 'DELETE', path }))) !== undefined;
}

/** The feed that the trigger has in fact is told first; what it answers keeps nobody from deleting the trigger. */
async function deleteTrigger(session: Session, name: QualifiedName): Promise<boolean> {
  const path = collectionPath('triggers', name.namespace, name.path);
  const present = await unlessMissing(session.client.request<EntityDocument>({ method: 'GET', path }));
  if (!present) return false;
  await releaseFeed(session, name, present);
  return (await unlessMissing(session.client.request<unknown>({ method: 'DELETE', path }))) !== undefined;
}

/** Tells the feed of a trigger, if it has one, to stop; its failure is ignored, since it may be gone already. */
export async function releaseFeed(session: Session, name: QualifiedName, trigger: EntityDocument): Promise<void> {
  const feed = feedOf(trigger);
  if (feed) await callFeed(session, { feed, trigger: name, event: 'DELETE' }).catch(() => undefined);
}
