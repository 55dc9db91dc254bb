import { MessageFormatError, readObject } from './envelope';

/** Something was written that caches may hold. */
export interface CacheInvalidation {
  /** Id of the entity (`namespace[/package]/name`); absent: subjects or limits. */
  readonly entity?: string;
  /** Who wrote: its own cache knows already. */
  readonly instance: string;
}

const TYPE = 'a cache invalidation';
/** In the place of an entity's id, which has a slash. */
const SUBJECTS = 'subjects';

/** The message in the form OpenWhisk's controllers exchange. */
export function encodeCacheInvalidation({ entity, instance }: CacheInvalidation): string {
  return JSON.stringify({ key: { mainId: entity ?? SUBJECTS }, instanceId: instance });
}

/**
 * Reads what {@link encodeCacheInvalidation} made, and OpenWhisk's controllers.
 * @throws MessageFormatError
 */
export function decodeCacheInvalidation(text: string): CacheInvalidation {
  const { key, instanceId: instance } = readObject(TYPE, text);
  const mainId = (key as { readonly mainId?: unknown } | undefined | null)?.mainId;
  if (typeof mainId !== 'string') throw new MessageFormatError(TYPE, 'it has no key.mainId');
  if (typeof instance !== 'string') throw new MessageFormatError(TYPE, 'it has no instanceId');
  return { instance, ...(mainId !== SUBJECTS && { entity: mainId }) };
}
