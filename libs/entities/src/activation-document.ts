import { parseActivationId } from './activation-id';
import { activationStatus, type Activation, type ActivationResponse, type StatusCode } from './activation';
import { asArray, asBoolean, asNumber, asObject, asText, readDocument } from './document-reader';
import { Json, type JsonObject, type JsonValue } from './json';
import { printName } from './names';
import { parseAnnotations } from './parameters';
import { identityText, restText, resultText } from './print-activation';
import { parseVersion } from './semver';

/**
 * A record as stores keep it, as JSON text: what clients see, with `_id` and `entityType`, and in `response` the status
 * code instead of its words. The shape is that of OpenWhisk's `activations` database.
 */
export function activationToDocument(record: Activation): string {
  const id = JSON.stringify(printName({ namespace: record.namespace, name: record.activationId }));
  const { statusCode, result, size } = record.response;
  const response = `{"statusCode":${statusCode}${resultText(result, size)}}`;
  return `{"_id":${id},"entityType":"activation",${identityText(record)},"response":${response},${restText(record)}}`;
}

/**
 * Reads what {@link activationToDocument} made, as text or value.
 * @throws corrupt
 */
export function activationFromDocument(document: unknown): Activation {
  return readDocument(document, readActivation);
}

function readActivation(object: JsonObject): Activation {
  const { end, duration, cause } = object;
  // Elsewhere an end of 0 stands for none: a trigger's record.
  const ended = end !== undefined && end !== null && end !== 0;
  return {
    namespace: asText(object['namespace']),
    name: asText(object['name']),
    version: parseVersion(object['version']),
    subject: asText(object['subject']),
    activationId: parseActivationId(asText(object['activationId'])),
    ...(isSet(cause) && { cause: parseActivationId(asText(cause)) }),
    start: asNumber(object['start']),
    ...(ended && { end: asNumber(end) }),
    ...(isSet(duration) && { duration: asNumber(duration) }),
    response: readResponse(asObject(object['response'])),
    logs: asArray(object['logs'] ?? []).map(asText),
    annotations: parseAnnotations(object['annotations']) ?? [],
    publish: asBoolean(object['publish'] ?? false),
  };
}

function readResponse({ statusCode, result, size }: JsonObject): ActivationResponse {
  return {
    statusCode: readStatus(statusCode),
    ...(result !== undefined && { result: Json.of(result) }),
    ...(isSet(size) && { size: asNumber(size) }),
  };
}

const STATUS_CODES: readonly number[] = Object.values(activationStatus);

function readStatus(value: JsonValue | undefined): StatusCode {
  const code = asNumber(value);
  if (!STATUS_CODES.includes(code)) throw new RangeError('status code expected');
  return code as StatusCode;
}

function isSet(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null;
}
