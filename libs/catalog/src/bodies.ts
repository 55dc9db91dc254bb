import type { JsonObject, JsonValue } from '@whisker/entities';
import type { CatalogAction, CatalogPackage } from './catalog-package';

/** The body of the PUT that makes the action. @param code its source; undefined for a sequence */
export function actionBody(action: CatalogAction, code: string | undefined): JsonObject {
  const exec: JsonObject = action.sequence
    ? { kind: 'sequence', components: [...action.sequence] }
    : { kind: action.kind, code: code ?? '', ...(action.main !== undefined && { main: action.main }) };
  return {
    exec,
    parameters: pairs(action.parameters ?? {}),
    annotations: pairs({ ...webAnnotations(action), ...action.annotations }),
  };
}

/** The body of the PUT that makes the package. @param annotations besides its own */
export function packageBody(pkg: CatalogPackage, annotations: JsonObject = {}): JsonObject {
  return {
    publish: pkg.shared,
    parameters: pairs(pkg.parameters),
    annotations: pairs({ ...pkg.annotations, ...annotations }),
  };
}

function webAnnotations({ web, final = web !== undefined }: CatalogAction): JsonObject {
  return {
    ...(web !== undefined && { 'web-export': true }),
    ...(web === 'raw' && { 'raw-http': true }),
    ...(final && { final: true }),
  };
}

function pairs(values: JsonObject): JsonValue[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
