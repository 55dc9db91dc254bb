import { apiFailure, isApiError, isSuccess, type ApiAnswer } from '../client';
import type { CommandInput } from '../command';
import type { ActivationDocument } from '../documents';
import { AlreadyReported, exitCodes, explained } from '../failure';
import { fullName, type QualifiedName } from '../names';
import type { Printer } from '../output/printer';
import { inUsualOrder } from '../output/fields';
import { withProgress } from '../output/progress';
import { readPairs } from '../parameters';
import { actions } from './action-entity';
import { entityPath, namedEntity, unable } from './entity';

interface Call {
  readonly name: QualifiedName;
  readonly blocking: boolean;
  /** Show the result alone. */
  readonly result: boolean;
}

/** Status of an answer to a blocking request that the API stopped waiting for. */
const ACCEPTED = 202;
/** Status of an answer that carries an application's or a developer's error. */
const BAD_GATEWAY = 502;

/** `wsk action invoke`: what ran well goes to standard output, what did not to standard error. */
export async function invokeAction(input: CommandInput): Promise<void> {
  const { session, flags } = input;
  const name = namedEntity(input);
  const result = flags.on('result');
  const call = { name, blocking: result || flags.on('blocking'), result };
  const work = explained(unable('invoke', actions, name), invoke(input, call));
  // Who asks for the bare result gets nothing else, whatever standard error is.
  const answer = result ? await work : await withProgress(session.surroundings, () => `running ${name.path}`, work);
  if (call.blocking && answer.status === ACCEPTED) {
    session.err.line(
      `ok: invoked ${fullName(name)}, but the request has not yet finished, with id ${activationIdOf(answer)}`,
    );
    throw new AlreadyReported(exitCodes.notFinished);
  }
  const hasFailed = !isSuccess(answer.status) || (!result && isFailedRecord(answer.body));
  show(hasFailed ? session.err : session.out, call, answer);
  if (hasFailed) throw new AlreadyReported(exitCodeOf(answer.status));
}

/** The answer, where an action has run at all: also that of a failed one. */
async function invoke({ session, pairs }: CommandInput, { name, blocking, result }: Call): Promise<ApiAnswer> {
  const body = Object.fromEntries(await readPairs(pairs, 'param', session.surroundings));
  const request = { method: 'POST', path: entityPath(actions, name), query: { blocking, result }, body } as const;
  const answer = await session.client.send(request);
  if (isSuccess(answer.status) || (blocking && isActionError(answer))) return answer;
  throw apiFailure(answer);
}

/** A gateway in between fails with the same status, but with text; the API itself with an explanation and a code. */
function isActionError({ body }: ApiAnswer): boolean {
  return typeof body === 'object' && body !== null && !isApiError(body);
}

function isFailedRecord(body: unknown): boolean {
  return (body as Partial<ActivationDocument> | null)?.response?.success === false;
}

function exitCodeOf(status: number): number {
  return isSuccess(status) || status === BAD_GATEWAY ? exitCodes.applicationError : status % 256;
}

function show(printer: Printer, { name, blocking, result }: Call, answer: ApiAnswer): void {
  if (!result) printer.line(`ok: invoked ${fullName(name)} with id ${activationIdOf(answer)}`);
  if (!blocking) return;
  const isDocument = !result && isRecord(answer.body);
  printer.json(isDocument ? inUsualOrder('activation', answer.body) : answer.body);
}

/** From the body, or from the header where the body is the bare result. */
function activationIdOf({ body, activationId }: ApiAnswer): string {
  return (isRecord(body) ? body.activationId : activationId) ?? '';
}

function isRecord(body: unknown): body is ActivationDocument {
  return typeof (body as Partial<ActivationDocument> | null)?.activationId === 'string';
}
