import type { Identity, NamespaceLimits } from '@whisker/entities';

/** A caller who owns `namespace`; its uuid is made of the name. */
export function anIdentity(namespace = 'guest', limits: NamespaceLimits = {}): Identity {
  return { subject: `${namespace}-subject`, namespace: { name: namespace, uuid: `uuid-of-${namespace}` }, limits };
}
