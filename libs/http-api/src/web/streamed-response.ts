import { refuse } from '@whisker/entities';
import type { InvokeCall, InvokeOutcome } from '@whisker/invocation';
import type { IncomingStream } from '@whisker/response-streams';
import type { Readable } from 'node:stream';
import type { ApiServices, Reply } from '../api';
import { readHeaders } from './http-headers';
import { familyOf, HTML_TYPE, isAlwaysUtf8, parseMediaType, printMediaType } from './media-types';
import { hasBody, readHead } from './project-http';
import { negotiate } from './response';

/** An answer whose body comes while its action still runs. */
export interface StreamedReply extends Reply {
  readonly body: Readable;
}

/** What a call that takes a stream came to. */
export type StreamOutcome =
  InvokeOutcome | { readonly type: 'streamed'; readonly activationId: string; readonly stream: IncomingStream };

/** Invokes an action that may answer with a stream: what comes first, the beginning of one or the end of the run. */
export function invokeStreaming(invoker: ApiServices['invoker'], call: InvokeCall): Promise<StreamOutcome> {
  return new Promise((resolve, reject) => {
    const onStream = (stream: IncomingStream): void =>
      resolve({ type: 'streamed', activationId: stream.activationId, stream });
    invoker.invoke({ ...call, onStream }).then(resolve, reject);
  });
}

/**
 * The response a stream makes: status and headers as its head says, by the rules of `.http`; a body that is text or
 * bytes as they come. If it is refused, the stream is given up.
 * @throws what `.http` throws; notAcceptable
 */
export function respondStreaming({ head, body }: IncomingStream, accept: string | undefined): Reply | StreamedReply {
  try {
    const { status = 200, headers: given } = readHead(head.value);
    const { type: declared, headers } = readHeaders(given);
    if (!hasBody(status)) {
      body.destroy();
      return { status, headers };
    }
    const reply = { status, headers, type: typeOf(declared), body };
    negotiate(reply, accept);
    return reply;
  } catch (error) {
    body.destroy();
    throw error;
  }
}

/** The type as declared; a text that does not tell its charset is UTF-8. */
function typeOf(declared: string | undefined): string {
  if (declared === undefined) return HTML_TYPE;
  const type = parseMediaType(declared);
  if (!type) throw refuse.responseTypeUnknown();
  const told = familyOf(type) !== 'text' || isAlwaysUtf8(type) || type.parameters.some(([name]) => name === 'charset');
  return printMediaType(type, told ? undefined : 'UTF-8');
}
