import {
  isEntityName,
  OWN_NAMESPACE,
  printName,
  qualifiedName,
  type Identity,
  type JsonValue,
  type QualifiedName,
} from '@whisker/entities';
import type { Entitlement } from '@whisker/entitlement';
import type { ActionResolver, ResolvedAction } from '@whisker/management';
import { isCallersFault } from './callers-fault';

export interface ConductorComponentsOptions {
  readonly resolver: Pick<ActionResolver, 'resolve'>;
  readonly entitlement: Pick<Entitlement, 'checkAll'>;
}

/** An action that a conductor asked for, or why it cannot have it. */
export type FoundComponent = { readonly action: ResolvedAction } | { readonly refusal: string };

/** Finds the actions that conductors ask for (spec: rest-api section 14). */
export class ConductorComponents {
  readonly #options: ConductorComponentsOptions;

  constructor(options: ConductorComponentsOptions) {
    this.#options = options;
  }

  /** @throws what the stores throw; whatever the conductor or its caller can mend is a refusal */
  async find(asked: JsonValue, caller: Identity): Promise<FoundComponent> {
    const name = parseComponentName(asked, caller.namespace.name);
    if (!name) return refused(`Failed to parse action name from json value ${JSON.stringify(asked)}`);
    const shown = printName(name);
    if (!(await this.#mayInvoke(caller, [name])))
      return refused(`Failed entitlement check for action with name '${shown}'`);
    const action = await orRefused(this.#options.resolver.resolve(name));
    if (!action) return refused(`Failed to resolve action with name '${shown}'`);
    const { exec } = action.action;
    // Like a sequence that is invoked directly: a conductor must not lend its caller rights.
    if (exec.type === 'sequence' && !(await this.#mayInvoke(caller, exec.components)))
      return refused(`Failed entitlement check for action with name '${shown}'`);
    return { action };
  }

  async #mayInvoke(caller: Identity, names: readonly QualifiedName[]): Promise<boolean> {
    const resources = names.map((name) => ({ collection: 'actions' as const, ...name }));
    const granted = this.#options.entitlement.checkAll(caller, 'ACTIVATE', resources).then(() => true);
    return (await orRefused(granted)) ?? false;
  }
}

/**
 * `a` and `pkg/a` in the own namespace; `/ns/a`, `/ns/pkg/a` and `ns/pkg/a`, where `_` stands for the own namespace.
 * @returns undefined for anything else
 */
export function parseComponentName(asked: JsonValue, ownNamespace: string): QualifiedName | undefined {
  if (typeof asked !== 'string') return undefined;
  const absolute = asked.startsWith('/');
  const segments = asked.slice(absolute ? 1 : 0).split('/');
  if (!segments.every(isEntityName)) return undefined;
  const full = absolute || segments.length > 2 ? segments : [OWN_NAMESPACE, ...segments];
  const [first = '', second, third] = full;
  if (second === undefined || full.length > 3) return undefined;
  const namespace = first === OWN_NAMESPACE ? ownNamespace : first;
  return third === undefined ? qualifiedName(namespace, second) : qualifiedName(namespace, third, second);
}

function refused(reason: string): FoundComponent {
  return { refusal: `${reason} during composition.` };
}

/** @returns undefined if it is refused to the caller */
async function orRefused<T>(task: Promise<T>): Promise<T | undefined> {
  try {
    return await task;
  } catch (fault) {
    if (isCallersFault(fault)) return undefined;
    throw fault;
  }
}
