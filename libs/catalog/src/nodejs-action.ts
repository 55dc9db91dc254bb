import type { CatalogAction } from './catalog-package';

/** How an action's `parameters` annotation tells of one of them. */
export interface ParameterDescription {
  readonly [member: string]: string | boolean;
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
}

/** A parameter that callers must give. */
export function required(name: string, description: string): ParameterDescription {
  return { name, required: true, description };
}

/** A parameter that callers may give. */
export function optional(name: string, description: string): ParameterDescription {
  return { name, required: false, description };
}

/** An action of the default nodejs kind. */
export function nodejsAction(
  name: string,
  { source, description, takes = [], annotations = {}, ...rest }: NodejsAction,
): CatalogAction {
  const described = { description, ...(takes.length > 0 && { parameters: [...takes] }) };
  return { name, kind: 'nodejs:default', source, annotations: { ...described, ...annotations }, ...rest };
}

interface NodejsAction extends Omit<CatalogAction, 'name' | 'kind' | 'source'> {
  readonly source: string;
  readonly description: string;
  /** What it says of its parameters; those bound to it are `parameters`. */
  readonly takes?: readonly ParameterDescription[];
}
