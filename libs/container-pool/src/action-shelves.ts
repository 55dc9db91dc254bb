import type { AcquireRequest } from './acquire-request';
import { ActionRecord } from './action-record';
import { ActionVariant, type ActionShelf } from './action-variant';

/** Actions remembered without having a container. */
const DEFAULT_REMEMBERED = 10_000;

/** Finds what may share containers: by invoking namespace, action, revision and spec. */
export class ActionShelves {
  readonly #shelves = new Map<string, ActionShelf>();
  readonly #remembered: number;

  constructor(remembered = DEFAULT_REMEMBERED) {
    this.#remembered = remembered;
  }

  get size(): number {
    return this.#shelves.size;
  }

  /** The variant of a request, if it is the one last asked for. Changes nothing. */
  current(request: AcquireRequest): ActionVariant | undefined {
    const variant = this.#shelves.get(keyOf(request))?.current;
    return variant?.serves(request) ? variant : undefined;
  }

  /** The variant of a request; from now on it is the current one of its action. */
  visit(request: AcquireRequest, now: number): ActionVariant {
    const shelf = this.#shelves.get(keyOf(request)) ?? this.#addShelf(request, now);
    if (!shelf.current.serves(request)) this.#change(shelf, request);
    shelf.record.memoryMb = request.spec.memoryMb;
    shelf.keepWarm = request.keepWarm;
    return shelf.current;
  }

  #change(shelf: ActionShelf, request: AcquireRequest): void {
    for (const variant of shelf.variants) {
      if (variant.containers === 0 && variant.waiters.size === 0) shelf.variants.delete(variant);
    }
    const known = [...shelf.variants].find((variant) => variant.serves(request));
    shelf.current = known ?? new ActionVariant(shelf, request.action.revision, request.spec);
    shelf.variants.add(shelf.current);
  }

  #addShelf(request: AcquireRequest, now: number): ActionShelf {
    if (this.#shelves.size >= this.#remembered) this.#forget();
    const record = new ActionRecord({ namespace: request.namespace, action: request.action.name }, now);
    const shelf = { record, variants: new Set<ActionVariant>() } as ActionShelf;
    shelf.current = new ActionVariant(shelf, request.action.revision, request.spec);
    shelf.variants.add(shelf.current);
    this.#shelves.set(keyOf(request), shelf);
    return shelf;
  }

  /** Drops the longest unused tenth of the actions that have no container; many at once, as it reads them all. */
  #forget(): void {
    const unused = [...this.#shelves].filter(([, shelf]) => isEmpty(shelf));
    unused.sort(([, a], [, b]) => a.record.lastArrival - b.record.lastArrival);
    for (const [key] of unused.slice(0, Math.ceil(this.#remembered / 10))) this.#shelves.delete(key);
  }
}

function isEmpty(shelf: ActionShelf): boolean {
  for (const variant of shelf.variants) {
    if (variant.containers > 0 || variant.waiters.size > 0) return false;
  }
  return true;
}

function keyOf(request: AcquireRequest): string {
  return `${request.namespace}\n${request.action.name}`;
}
