import { activationStatus, statusWord, type Activation, type ActivationResponse } from './activation';
import type { JsonObject, JsonValue } from './json';
import type { Annotations } from './parameters';

/** A record as GET, blocking answers and `docs=true` show it. */
export function printActivation(record: Activation): JsonObject {
  const { end, duration, cause, logs } = record;
  return {
    namespace: record.namespace,
    name: record.name,
    version: record.version,
    subject: record.subject,
    activationId: record.activationId,
    start: record.start,
    ...(end !== undefined && { end }),
    ...(duration !== undefined && { duration }),
    ...(cause !== undefined && { cause }),
    response: printResponse(record.response),
    logs: [...logs],
    annotations: printed(record.annotations),
    publish: record.publish,
  };
}

/** What `/result` shows. */
export function printResponse({ statusCode, result, size }: ActivationResponse): JsonObject {
  return {
    status: statusWord(statusCode),
    success: statusCode === activationStatus.success,
    ...(result && { result: result.value }),
    ...(size !== undefined && { size }),
  };
}

/** {@link printActivation} as text. The result's own text is put in, so that it is neither read nor printed again. */
export function printActivationText(record: Activation): string {
  return `{${identityText(record)},"response":${responseText(record.response)},${restText(record)}}`;
}

function responseText({ statusCode, result, size }: ActivationResponse): string {
  const success = statusCode === activationStatus.success;
  return `{"status":"${statusWord(statusCode)}","success":${success}${resultText(result, size)}}`;
}

/** `,"result":…,"size":…` of what there is. */
export function resultText(result: ActivationResponse['result'], size: number | undefined): string {
  return `${result ? `,"result":${result.text}` : ''}${size === undefined ? '' : `,"size":${size}`}`;
}

/** Members before the response, without braces. Ids, versions and numbers need no escapes. */
export function identityText({
  namespace,
  name,
  version,
  subject,
  activationId,
  start,
  end,
  duration,
  cause,
}: Activation): string {
  return (
    `"namespace":${JSON.stringify(namespace)},"name":${JSON.stringify(name)},"version":"${version}",` +
    `"subject":${JSON.stringify(subject)},"activationId":"${activationId}","start":${start}` +
    (end === undefined ? '' : `,"end":${end}`) +
    (duration === undefined ? '' : `,"duration":${duration}`) +
    (cause === undefined ? '' : `,"cause":"${cause}"`)
  );
}

/** Members after the response, without braces. */
export function restText({ logs, annotations, publish }: Activation): string {
  return `"logs":${JSON.stringify(logs)},"annotations":${JSON.stringify(annotations)},"publish":${publish}`;
}

/** A record in a list. `duration` is the time from start to end, not the sum of what its parts took. */
export function summarizeActivation(record: Activation): JsonObject {
  const { start, end, cause } = record;
  return {
    namespace: record.namespace,
    name: record.name,
    version: record.version,
    publish: record.publish,
    annotations: printed(record.annotations),
    activationId: record.activationId,
    start,
    ...(end !== undefined && { end, duration: end - start }),
    ...(cause !== undefined && { cause }),
    ...(end !== undefined && { statusCode: record.response.statusCode }),
  };
}

/** Annotations are kept in the form they are shown in. */
function printed(annotations: Annotations): JsonValue {
  return annotations as unknown as JsonValue;
}
