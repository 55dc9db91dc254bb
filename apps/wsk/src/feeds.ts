import { apiFailure, isApiError, isSuccess, type ApiAnswer } from './client';
import type { ActivationDocument, EntityDocument } from './documents';
import { exitCodes, ExchangeFailure } from './failure';
import { collectionPath, fullName, parseEntityName, type QualifiedName } from './names';
import { fromKeyValues } from './parameters';
import type { Session } from './session';

/** What a feed is told to do for a trigger. */
export type LifecycleEvent = 'CREATE' | 'READ' | 'UPDATE' | 'DELETE';

/** One word to a feed. */
export interface FeedCall {
  readonly feed: QualifiedName;
  readonly trigger: QualifiedName;
  readonly event: LifecycleEvent;
  /** Parameters of the user, which go to the feed only. */
  readonly params?: ReadonlyMap<string, unknown>;
}

/** The annotation of a trigger that names the action that feeds it. */
export const FEED_ANNOTATION = 'feed';

/** Status of an answer to a blocking request that the API stopped waiting for. */
const ACCEPTED = 202;

/** The feed of a trigger, if it has one. */
export function feedOf(trigger: Pick<EntityDocument, 'annotations'>): QualifiedName | undefined {
  const name = fromKeyValues(trigger.annotations).get(FEED_ANNOTATION);
  return typeof name === 'string' && name !== '' ? parseEntityName(name) : undefined;
}

/**
 * Runs the action of a feed and waits for its end, as a feed's client does on behalf of the controller, which knows
 * nothing of feeds.
 *
 * @returns the activation of the feed. Rejects with a `Failure` that names the feed where it did not do as told.
 */
export async function callFeed(session: Session, call: FeedCall): Promise<ActivationDocument> {
  try {
    return await invokeFeed(session, call);
  } catch (error) {
    if (!(error instanceof ExchangeFailure)) throw error;
    // Of the same class, so that the caller can say in front for which trigger it was.
    throw new ExchangeFailure(`Unable to configure feed '${call.feed.path}': ${error.message}`, error.exitCode);
  }
}

async function invokeFeed(session: Session, { feed, trigger, event, params }: FeedCall): Promise<ActivationDocument> {
  const answer = await session.client.send({
    method: 'POST',
    path: collectionPath('actions', feed.namespace, feed.path),
    query: { blocking: true },
    body: {
      ...Object.fromEntries(params ?? []),
      lifecycleEvent: event,
      triggerName: fullName(trigger),
      authKey: session.settings.auth,
    },
  });
  if (answer.status === ACCEPTED) {
    throw new ExchangeFailure('the feed has not answered in time', exitCodes.notFinished);
  }
  const record = answer.body as ActivationDocument;
  if (isSuccess(answer.status) && record.response?.success !== false) return record;
  throw feedFailure(answer);
}

/** The feed's own words, where it was the feed that refused. */
function feedFailure(answer: ApiAnswer): ExchangeFailure {
  if (isApiError(answer.body)) return apiFailure(answer);
  const error = ((answer.body as Partial<ActivationDocument> | null)?.response?.result as { error?: unknown } | null)
    ?.error;
  if (error === undefined || error === null) return apiFailure(answer);
  return new ExchangeFailure(typeof error === 'string' ? error : JSON.stringify(error), exitCodes.applicationError);
}
