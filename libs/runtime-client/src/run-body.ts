import type { InitRequest, RunFields } from '@whisker/container-pool';
import type { Json } from '@whisker/entities';

/** Body of a /run. The arguments are spliced in as text: they are not parsed and printed again. */
export function runBody(value: Json, fields: RunFields): string {
  let body = `{"value":${value.text}`;
  for (const name in fields) body += `,${JSON.stringify(name)}:${JSON.stringify(fields[name])}`;
  return `${body}}`;
}

/** Body of an /init. */
export function initBody({ name, main, code, binary, env }: InitRequest): string {
  return JSON.stringify({ value: { name, main, code, binary, env } });
}
