import type { ApiRequest } from '../client';
import type { ActivationDocument } from '../documents';
import { collectionPath } from '../names';
import type { Session } from '../session';

/** Activations of a namespace, the newest first. `query` is that of the API's list. */
export function listActivations(
  session: Session,
  namespace: string,
  { query, signal }: { query: NonNullable<ApiRequest['query']>; signal?: AbortSignal },
): Promise<readonly ActivationDocument[]> {
  const path = collectionPath('activations', namespace);
  return session.client.request({ method: 'GET', path, query, ...(signal && { signal }) });
}
