import { isRefusal } from './couch-failure';

/**
 * @returns false if the stored state was another: somebody else was quicker
 * @throws what else the write throws
 */
export async function unlessConflict(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}

/** Gives a conflict the name it has in a port. */
export async function orConflict<T>(write: Promise<T>, refusal: () => Error): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isConflict(error) ? refusal() : error;
  }
}

/** CouchDB answers 404 instead of 409 if the document that is to be deleted is no more. */
function isConflict(error: unknown): boolean {
  return isRefusal(error, 409) || isRefusal(error, 404);
}
