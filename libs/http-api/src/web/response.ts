import { activationStatus, isJsonObject, refuse, type ActivationResponse, type JsonValue } from '@whisker/entities';
import type { Reply } from '../api';
import { accepts } from '../accept';
import { parseMediaType } from './media-types';
import { projectHttp } from './project-http';
import { projectJson, projectMarkup, projectText } from './projections';
import type { Extension } from './route';

type Projection = (result: JsonValue) => Reply;

const projections: Readonly<Record<Extension, Projection>> = {
  http: projectHttp,
  json: projectJson,
  html: projectMarkup('html'),
  svg: projectMarkup('svg'),
  text: projectText,
};

/**
 * The response an ended activation makes (spec: web-actions section 6). Of a function's own error, the value is shown.
 * @throws responseFailed if the function broke or the platform did; what the extension's projection throws
 */
export function respond(response: ActivationResponse, extension: Extension): Reply {
  return projections[extension](shownResult(response));
}

function shownResult({ statusCode, result }: ActivationResponse): JsonValue {
  const value = result?.value ?? {};
  if (statusCode === activationStatus.success) return value;
  if (statusCode !== activationStatus.applicationError) throw refuse.responseFailed();
  if (!isJsonObject(value) || value['error'] === undefined) throw refuse.responsePropertyMissing();
  return value['error'];
}

/** @throws notAcceptable if the client does not take the type of the response; an empty one suits all */
export function negotiate({ type }: Reply, accept: string | undefined): void {
  if (type === undefined) return;
  const essence = parseMediaType(type)?.essence;
  if (essence !== undefined && !accepts(accept, essence)) throw refuse.notAcceptable(type);
}
