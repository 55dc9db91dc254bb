import {
  Json,
  printActivationText,
  printResponse,
  refuse,
  summarizeActivation,
  type Activation,
  type ActivationId,
  type Identity,
  type JsonObject,
} from '@whisker/entities';
import type { ActivationStore } from '@whisker/activation-store';

/** Which activations of the caller's namespace. */
export interface ActivationPage {
  /** `action` or `package/action`. */
  readonly name?: string;
  /** Bounds of `start`, epoch ms, inclusive. */
  readonly since?: number;
  readonly upto?: number;
  readonly skip: number;
  /** At most this many; 0 means none. */
  readonly limit: number;
  /** Whole records instead of summaries. Default: summaries. */
  readonly docs?: boolean;
}

/** Reading of activation records; always those of the caller's own namespace. */
export class ActivationQueries {
  readonly #activations: ActivationStore;

  constructor({ activations }: { readonly activations: ActivationStore }) {
    this.#activations = activations;
  }

  /**
   * The whole record.
   * @throws notFound, corrupt
   */
  async get(caller: Identity, id: ActivationId): Promise<Json> {
    return Json.trusted(printActivationText(await this.#find(caller, id)));
  }

  /**
   * `{logs}`
   * @throws notFound, corrupt
   */
  async logs(caller: Identity, id: ActivationId): Promise<JsonObject> {
    const { logs } = await this.#find(caller, id);
    return { logs: [...logs] };
  }

  /**
   * `{status, success, result?, size?}`
   * @throws notFound, corrupt
   */
  async result(caller: Identity, id: ActivationId): Promise<Json> {
    const { response } = await this.#find(caller, id);
    return Json.of(printResponse(response));
  }

  /** Records or summaries, newest first. @throws corrupt */
  async list(caller: Identity, page: ActivationPage): Promise<Json> {
    const { docs = false, ...rest } = page;
    const records = await this.#activations.list({ namespace: caller.namespace.name, ...rest });
    if (docs) return Json.trusted(`[${records.map(printActivationText).join(',')}]`);
    return Json.of(records.map(summarizeActivation));
  }

  /** How many there are after `skip` of them. */
  async count(caller: Identity, page: Omit<ActivationPage, 'limit' | 'docs'>): Promise<number> {
    const { skip, name, since, upto } = page;
    const total = await this.#activations.count({
      namespace: caller.namespace.name,
      ...(name !== undefined && { name }),
      ...(since !== undefined && { since }),
      ...(upto !== undefined && { upto }),
    });
    return Math.max(total - skip, 0);
  }

  async #find(caller: Identity, id: ActivationId): Promise<Activation> {
    const record = await this.#activations.get(caller.namespace.name, id);
    if (!record) throw refuse.notFound();
    return record;
  }
}
