import Ajv, { type ValidateFunction } from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { workspace } from '../platform';

/** A description in Swagger 2.0, as far as it is read here. */
export interface SwaggerDocument {
  readonly basePath: string;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly definitions: Readonly<Record<string, object>>;
  readonly responses?: Readonly<Record<string, ResponseObject>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'body';
  readonly required?: boolean;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly schema?: Schema;
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface ResponseObject {
  readonly $ref?: string;
  readonly schema?: Schema;
}

interface OperationObject {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

type PathItem = Readonly<Record<string, OperationObject>> & { readonly parameters?: readonly Parameter[] };

/** One operation, its path's parameters among its own. */
export interface Operation {
  /** Its operationId, or method and path if it has none. */
  readonly id: string;
  readonly method: string;
  /** With the base path. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** By status; `default` stands for any. */
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

/** Folder of the specification's data; another place is given by WHISKER_SPEC_DATA. */
const folder = resolve(process.env['WHISKER_SPEC_DATA'] ?? join(workspace, '../shared/spec/data'));

/** The description OpenWhisk publishes. @throws Error if it is not there */
export function specification(): SwaggerDocument {
  const file = join(folder, 'apiv1swagger.json');
  if (!existsSync(file))
    throw new Error(`no ${file}: set WHISKER_SPEC_DATA to the folder that holds apiv1swagger.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as SwaggerDocument;
}

/** All operations of a description. */
export function operationsOf({ basePath, paths }: SwaggerDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, { parameters: ofPath = [], ...methods }]) =>
    Object.entries(methods as Record<string, OperationObject>).map(
      ([method, { operationId, parameters = [], responses }]) => ({
        id: operationId ?? `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path: basePath + path,
        parameters: [...ofPath, ...parameters],
        responses,
      }),
    ),
  );
}

/** Checks answers against the schemas of a description. */
export class Contract {
  readonly #ajv = new Ajv({ strict: false, allErrors: true, formats: { int32: true } });
  readonly #validators = new Map<string, ValidateFunction | undefined>();
  readonly #operations: ReadonlyMap<string, Operation>;

  constructor(readonly document: SwaggerDocument) {
    this.#operations = new Map(operationsOf(document).map((operation) => [operation.id, operation]));
    // Schemas of Swagger 2.0 are JSON schemas once their references have a root.
    this.#ajv.addSchema({ $id: 'api', definitions: document.definitions });
  }

  /** What of an answer's body is not as documented; nothing if the description does not know it. */
  faultsOf({ id }: Operation, status: number, body: unknown): string[] {
    const operation = this.#operations.get(id);
    const validate = operation && this.#validatorOf(operation, status);
    if (!validate || validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'the body'} ${message}`);
  }

  #validatorOf(operation: Operation, status: number): ValidateFunction | undefined {
    const key = `${operation.id} ${status}`;
    if (!this.#validators.has(key)) {
      const schema = this.#responseOf(operation, status)?.schema;
      this.#validators.set(key, schema && this.#ajv.compile(rooted(schema)));
    }
    return this.#validators.get(key);
  }

  #responseOf({ responses }: Operation, status: number): ResponseObject | undefined {
    const response = responses[String(status)];
    const name = response?.$ref?.replace('#/responses/', '');
    return name === undefined ? response : this.document.responses?.[name];
  }
}

const rooted = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', '"api#/definitions/')) as Schema;
