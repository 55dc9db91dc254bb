import { Json, refuse, WhiskError } from '@whisker/entities';
import type { ApiServices, Reply } from '../api';
import { readBytes } from '../body';
import { RETRY_AFTER_SECONDS, type Exchange } from '../exchange';
import { statusOf } from '../status';
import { readArguments } from './arguments';
import { corsHeaders } from './cors';
import { JSON_TYPE } from './media-types';
import { prettyPrint } from './pretty';
import { negotiate, respond } from './response';
import type { WebRoute } from './route';
import { invokeStreaming, respondStreaming, type StreamedReply, type StreamOutcome } from './streamed-response';
import { satisfies } from './web-rules';
import { findTarget, type WebTarget } from './web-target';

/** A request to a web action. */
export interface WebCall {
  readonly services: ApiServices;
  readonly exchange: Exchange;
  readonly route: WebRoute;
}

/**
 * Answers a request to a web action (spec: web-actions sections 1 to 6).
 * @throws refusals made while a body is read, and of the type of the answer: the router answers these like its own
 */
export async function answerWeb(call: WebCall): Promise<void> {
  const { services, exchange } = call;
  // Names and values in turn: what every answer from here on carries, a refusal too.
  const headers: string[] = [];
  try {
    const reply = await run(call, headers);
    const all = { ...reply, headers: [...headers, ...(reply.headers ?? [])] };
    if ('body' in reply) await exchange.stream(all, reply.body);
    else exchange.send(all);
  } catch (error) {
    if (WhiskError.is(error) && error.stage === 'reading') throw error;
    if (!WhiskError.is(error)) services.onFault(error, exchange.transaction.id);
    exchange.send(refusal(WhiskError.is(error) ? error : refuse.internal(), exchange.transaction.id, headers));
  }
}

async function run({ services, exchange, route }: WebCall, headers: string[]): Promise<Reply | StreamedReply> {
  const { request, method, transaction } = exchange;
  if (services.web?.requireExtension && !route.hasExtension) throw refuse.extensionMissing();
  const target = await findTarget(services, exchange, route.action);
  const { owner, action, rules } = target;
  if (!rules.customOptions) {
    headers.push(...corsHeaders(request.headers['access-control-request-headers']));
    if (method === 'OPTIONS') return { status: 200 };
  }
  requireAuth(target, exchange);
  const payload = await readPayload(target, exchange, route.rest);
  const { blockingWait: waitMs } = services.limits;
  const invocation = { caller: owner, action, payload, blocking: true, waitMs, transaction };
  const outcome: StreamOutcome =
    rules.streams && route.extension === 'http'
      ? await invokeStreaming(services.invoker, invocation)
      : await services.invoker.invoke(invocation);
  headers.push('x-openwhisk-activation-id', idOf(outcome));
  if (outcome.type === 'accepted') throw refuse.responseNotReady();
  if (outcome.type === 'streamed') return respondStreaming(outcome.stream, request.headers.accept);
  const reply = respond(outcome.activation.response, route.extension);
  negotiate(reply, request.headers.accept);
  return reply;
}

function idOf(outcome: StreamOutcome): string {
  return outcome.type === 'completed' ? outcome.activation.activationId : outcome.activationId;
}

/** An action that answers OPTIONS itself must be asked: a preflight never carries credentials. */
function requireAuth({ rules, caller }: WebTarget, { request, method }: Exchange): void {
  if (method === 'OPTIONS') return;
  const secret = request.headers['x-require-whisk-auth'];
  const shown = { authenticated: caller !== undefined, secret: typeof secret === 'string' ? secret : undefined };
  if (!satisfies(rules.auth, shown)) throw refuse.notAuthorizedYet();
}

async function readPayload({ rules, caller, bodyLimit }: WebTarget, exchange: Exchange, rest: string): Promise<Json> {
  const { request, method, search } = exchange;
  const above = (size: number) => refuse.sizeExceeded('Request', size, bodyLimit);
  const body = await readBytes(request, { limit: bodyLimit, above });
  const { rawHeaders, headers } = request;
  const user = caller?.namespace.name;
  const asked = { method, rawHeaders, contentType: headers['content-type'], search, rest, body, user };
  return Json.of(readArguments(asked, rules));
}

/** Refusals of web actions are printed for people. */
function refusal(error: WhiskError, code: string, headers: readonly string[]): Reply {
  return {
    status: statusOf[error.kind],
    headers: error.kind === 'unavailable' ? [...headers, 'Retry-After', RETRY_AFTER_SECONDS] : headers,
    type: JSON_TYPE,
    content: prettyPrint({ error: error.message, code }),
  };
}
