import { valueOf, type Activation } from '@whisker/entities';

/**
 * The name a record is listed under when a list is filtered by name: `action`, or `package/action` for an action in a
 * package; the binding's name instead of the package's if it was invoked through one (spec: rest-api section 10).
 */
export function nameKeyOf({ name, annotations }: Activation): string {
  const binding = segments(valueOf(annotations, 'binding'))[1];
  if (binding !== undefined) return `${binding}/${name}`;
  const [, pkg, packaged] = segments(valueOf(annotations, 'path'));
  return packaged === undefined ? name : `${pkg}/${name}`;
}

function segments(path: unknown): readonly string[] {
  return typeof path === 'string' ? path.split('/') : [];
}
