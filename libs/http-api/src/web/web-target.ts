import {
  payloadLimit,
  refuse,
  WhiskError,
  withoutKeys,
  type ErrorCode,
  type Identity,
  type QualifiedName,
} from '@whisker/entities';
import type { ResolvedAction } from '@whisker/management';
import type { ApiServices } from '../api';
import { readCredentials } from '../credentials';
import type { Exchange } from '../exchange';
import { RESERVED } from './arguments';
import { webRulesOf, type WebRules } from './web-rules';

/** What a web request reached, and for whom it runs. */
export interface WebTarget {
  /** The caller; undefined if it is not known. */
  readonly caller: Identity | undefined;
  /** Whose namespace the path names: the run is recorded there, and counts against its limits. */
  readonly owner: Identity;
  readonly action: ResolvedAction;
  readonly rules: WebRules;
  /** Longest body, bytes. */
  readonly bodyLimit: number;
}

/** Reasons for which there is no such action; to the outside they are one. */
const ABSENT: readonly ErrorCode[] = ['notFound', 'otherCollection', 'bindingCircular'];

/**
 * The checks before a request is looked at (spec: web-actions section 2, 1 to 6).
 * @throws notFound, rateExceeded, concurrencyExceeded, notAuthorizedFor, sizeExceeded, corrupt
 */
export async function findTarget(services: ApiServices, exchange: Exchange, name: QualifiedName): Promise<WebTarget> {
  const caller = await identify(services, exchange.request.headers.authorization);
  const owner = await services.identityOf(name.namespace);
  if (!owner) throw refuse.notFound();
  const action = await resolve(services, name);
  const rules = webRulesOf(action.action);
  if (!rules.exported) throw refuse.notFound();
  await checkRights(services, owner, name);
  const bodyLimit = payloadLimit(services.limits, owner.limits);
  const announced = Number(exchange.request.headers['content-length'] ?? 0);
  if (announced > bodyLimit) throw refuse.sizeExceeded('Request', announced, bodyLimit);
  return { caller, owner, action, rules, bodyLimit };
}

/** Whoever does not show valid credentials is anonymous; that alone is no fault here. */
async function identify(services: ApiServices, authorization: string | undefined): Promise<Identity | undefined> {
  if (authorization === undefined) return undefined;
  try {
    return await services.authenticate(readCredentials(authorization));
  } catch (error) {
    if (WhiskError.is(error) && error.kind === 'unauthenticated') return undefined;
    throw error;
  }
}

async function resolve({ resolver }: ApiServices, name: QualifiedName): Promise<ResolvedAction> {
  try {
    return withoutReserved(await resolver.resolve(name));
  } catch (error) {
    if (WhiskError.is(error) && ABSENT.includes(error.code)) throw refuse.notFound();
    throw error;
  }
}

/**
 * Parameters named as the platform's arguments must not reach the action: it would take a `__ow_user` that somebody
 * set at a binding of its package for the authenticated caller.
 */
function withoutReserved(resolved: ResolvedAction): ResolvedAction {
  const { action } = resolved;
  if (!action.parameters.some(({ key }) => RESERVED.includes(key))) return resolved;
  return { ...resolved, action: { ...action, parameters: withoutKeys(action.parameters, RESERVED) } };
}

async function checkRights(services: ApiServices, owner: Identity, name: QualifiedName): Promise<void> {
  services.rate.checkInvocation(owner);
  services.concurrency.check(owner);
  const resource = { collection: 'actions', ...name } as const;
  if (services.entitlement.isPlainlyOwn(owner, resource)) return;
  await services.entitlement.check(owner, 'ACTIVATE', resource);
}
