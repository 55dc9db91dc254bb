import { payloadLimit, type QualifiedName } from '@whisker/entities';
import type { Answer } from '../api';
import { readPayload } from '../body';
import { shownHeaders } from '../web/request-headers';
import type { Call } from './call';

/**
 * `POST /triggers/name`: fires it. Answers at once: with the id of the record, or with nothing if no rule is active.
 * @throws rateExceeded, notAuthorizedFor, what `readPayload` throws, notFound, otherCollection, unavailable
 */
export async function fire({ services, caller, exchange }: Call, trigger: QualifiedName): Promise<Answer> {
  const { rate, entitlement, firer, limits } = services;
  rate.checkFire(caller);
  await entitlement.check(caller, 'ACTIVATE', { collection: 'triggers', ...trigger });
  const { request, transaction } = exchange;
  const payload = await readPayload(request, payloadLimit(limits, caller.limits));
  // The type of the body is not among the headers that actions are shown; credentials are.
  const headers = shownHeaders(request.rawHeaders, undefined);
  const activationId = await firer.fire({ caller, trigger, payload, headers, transaction });
  if (activationId === undefined) return { status: 204 };
  return { status: 202, body: { activationId }, activationId };
}
