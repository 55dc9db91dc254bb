import { isRunnable, printName, WhiskError, type SystemLimits } from '@whisker/entities';
import type { EntityStore, Stored } from '@whisker/entity-store';
import type { ActivationMessage } from '@whisker/messages';
import { internalError, refusedRun, type Outcome } from './classify';
import { failureTexts } from './failure-texts';
import { makeRunnable, type Runnable } from './runnable';

type ActionReference = ActivationMessage['action'];

export interface RunnableCacheOptions {
  readonly entities: Pick<EntityStore, 'get'>;
  readonly limits: SystemLimits;
  /** Actions kept, at most. */
  readonly capacity: number;
  /** The store failed; the activation is told only that its action could not be fetched. */
  readonly onFault: (message: string, details: Readonly<Record<string, unknown>>) => void;
}

/** The action, or why it cannot be run. */
export type Fetched = { readonly runnable: Runnable } | { readonly failure: Outcome };

/**
 * Run-ready actions by name and revision, the least recently used leave first. A revision never changes, so nothing is
 * ever invalidated. Code is not kept: it is read when a container needs it.
 */
export class RunnableCache {
  readonly #options: RunnableCacheOptions;
  readonly #byKey = new Map<string, Runnable>();
  readonly #loading = new Map<string, Promise<Fetched>>();
  #newest: Runnable | undefined;

  constructor(options: RunnableCacheOptions) {
    this.#options = options;
  }

  /** The action if it is here. */
  peek(reference: ActionReference): Runnable | undefined {
    const key = keyOf(reference);
    const found = this.#byKey.get(key);
    // Under load the same action comes again and again: no need to move it each time.
    if (found && found !== this.#newest) {
      this.#byKey.delete(key);
      this.#keep(key, found);
    }
    return found;
  }

  /**
   * Reads the action. If it was changed since it was invoked, its state now is run: the old one is gone.
   * Never rejects. Concurrent calls for one revision read once.
   */
  load(reference: ActionReference): Promise<Fetched> {
    const key = keyOf(reference);
    let loading = this.#loading.get(key);
    if (!loading) {
      loading = this.#read(reference).finally(() => this.#loading.delete(key));
      this.#loading.set(key, loading);
    }
    return loading;
  }

  /** The code of this revision is gone, so the revision is. */
  forget({ action, revision }: Runnable): void {
    this.#byKey.delete(keyOf({ name: action.name, revision }));
  }

  async #read(reference: ActionReference): Promise<Fetched> {
    let stored: Stored | undefined;
    try {
      stored = await this.#options.entities.get(reference.name);
    } catch (fault) {
      return { failure: this.#unreadable(reference, fault) };
    }
    if (!stored) return { failure: refusedRun(failureTexts.deleted) };
    const { entity, revision } = stored;
    if (entity.type !== 'action' || !isRunnable(entity)) return { failure: internalError(failureTexts.notRunnable) };
    const runnable = makeRunnable(entity, revision, this.#options.limits);
    if (runnable.overLimit !== undefined) return { failure: refusedRun(runnable.overLimit) };
    this.#keep(keyOf({ name: reference.name, revision }), runnable);
    return { runnable };
  }

  #unreadable({ name }: ActionReference, fault: unknown): Outcome {
    if (WhiskError.is(fault) && fault.code === 'corrupt') return internalError(failureTexts.notRunnable);
    this.#options.onFault('action could not be fetched', { action: printName(name), fault });
    return internalError(failureTexts.notFetched);
  }

  #keep(key: string, runnable: Runnable): void {
    this.#byKey.set(key, runnable);
    this.#newest = runnable;
    if (this.#byKey.size <= this.#options.capacity) return;
    const [oldest] = this.#byKey.keys();
    if (oldest !== undefined) this.#byKey.delete(oldest);
  }
}

function keyOf({ name, revision }: Pick<ActionReference, 'name' | 'revision'>): string {
  return name.package === undefined
    ? `${name.namespace}/${name.name}@${revision}`
    : `${name.namespace}/${name.package}/${name.name}@${revision}`;
}
