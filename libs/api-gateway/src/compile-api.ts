import type { JsonObject, JsonValue } from '@whisker/entities';
import { readAssembly, type Assembly } from './backends';
import type { CompiledApi, Operation, Resource } from './compiled-api';
import { objectAt, objectsAt, optionalTextAt } from './document-fields';
import { defaultGatewayLimits, type TargetPolicy } from './gateway-options';
import { refuse } from './gateway-refusal';
import { normalizeBasePath, parametersOf, REQUEST_PATH, segmentsOf } from './paths';
import { readCors, readRateLimit, readSecurity } from './policies';
import { isVerb } from './verbs';

export interface CompileOptions {
  /** Default: any target. */
  readonly targets?: TargetPolicy;
  /** Default: that of `defaultGatewayLimits`. */
  readonly maxOperations?: number;
}

/**
 * Compiles a swagger document into what the gateway works with.
 * @throws GatewayRefusal whose text says what is wrong with the document (spec: web-actions 8.1)
 */
export function compileApi(document: JsonObject, options: CompileOptions = {}): CompiledApi {
  const { basePath, title, paths } = readFrame(document);
  const assembly = readAssembly(document, options.targets ?? {});
  const resources = Object.entries(paths).map(([path, value]) => compileResource({ path, item: value, assembly }));
  const operations = resources.reduce((count, resource) => count + resource.operations.size, 0);
  const max = options.maxOperations ?? defaultGatewayLimits.maxOperationsPerApi;
  if (operations > max) throw refuse.tooManyOperations(max);
  requireDistinct(resources);
  return {
    basePath: normalizeBasePath(basePath),
    title,
    cors: readCors(document),
    rateLimit: readRateLimit(document),
    security: readSecurity(document),
    resources,
  };
}

function readFrame(document: JsonObject): { basePath: string; title: string; paths: JsonObject } {
  const missing = ['basePath', 'paths', 'info'].find((field) => (document[field] ?? '') === '');
  if (missing !== undefined) throw refuse.fieldMissing(missing);
  const basePath = optionalTextAt(document['basePath'], 'basePath') ?? '';
  const title = optionalTextAt(objectAt(document['info'], 'info')['title'], 'info.title') ?? basePath;
  if (parametersOf(basePath).length > 0) throw refuse.basePathParameters(basePath);
  return { basePath, title, paths: objectAt(document['paths'], 'paths') };
}

interface PathItem {
  readonly path: string;
  readonly item: JsonValue | undefined;
  readonly assembly: Assembly;
}

function compileResource({ path, item, assembly }: PathItem): Resource {
  if (!path.startsWith('/')) throw refuse.pathNotAbsolute();
  const { parameters, ...rest } = objectAt(item, `paths['${path}']`);
  const verbs = Object.entries(rest).filter(([name]) => !name.startsWith('x-') && name !== '$ref');
  if (verbs.length === 0) throw refuse.pathEmpty(path);
  const common = objectsAt(parameters, 'parameters');
  const operations = new Map<string, Operation>();
  for (const [verb, value] of verbs) {
    if (!isVerb(verb)) throw refuse.verbUnknown(verb);
    const operation = objectAt(value, verb);
    const operationId = optionalTextAt(operation['operationId'], 'operationId') ?? '';
    checkParameters({ path, operation, operationId, assembly, common });
    operations.set(verb.toUpperCase(), { operationId, backend: assembly.backendOf(operationId) });
  }
  return { path, operations };
}

interface OperationParts {
  readonly path: string;
  readonly operation: JsonObject;
  readonly operationId: string;
  readonly assembly: Assembly;
  /** Parameters that the path defines for all its operations. */
  readonly common: readonly JsonObject[];
}

/** An action behind a path with parameters is given the whole path; it must be able to take it. */
function checkParameters({ path, operation, operationId, assembly, common }: OperationParts): void {
  const names = parametersOf(path);
  if (names.length === 0) return;
  const extension = operation['x-openwhisk'];
  const url = extension === undefined ? undefined : optionalTextAt(objectAt(extension, 'x-openwhisk')['url'], 'url');
  if (url !== undefined && !url.endsWith('.http')) throw refuse.responseTypeNotHttp();
  const targetUrl = assembly.targetUrlOf(operationId);
  if (targetUrl !== undefined && !targetUrl.endsWith(`.http${REQUEST_PATH}`))
    throw refuse.targetWithoutPath(operationId);
  const defined = [...common, ...objectsAt(operation['parameters'], 'parameters')].map(({ name }) => name);
  const undefinedName = names.find((name) => !defined.includes(name));
  if (undefinedName !== undefined) throw refuse.parameterUndefined(undefinedName, path);
}

/** `/a/{x}` and `/a/{y}` match the same calls: which one would be served? */
function requireDistinct(resources: readonly Resource[]): void {
  const seen = new Map<string, string>();
  for (const { path } of resources) {
    const shape = segmentsOf(path)
      .map((segment) => (parametersOf(segment).length > 0 ? '{}' : segment))
      .join('/');
    const other = seen.get(shape);
    if (other !== undefined) throw refuse.pathTwice(other, path);
    seen.set(shape, path);
  }
}
