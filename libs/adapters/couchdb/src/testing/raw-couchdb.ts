import type { JsonObject } from '@whisker/entities';

/** Documents as other tools write and read them. */
export class RawCouchdb {
  readonly #url: string;

  /** @param url with the database */
  constructor(url: string) {
    this.#url = url;
  }

  async put(path: string, body?: JsonObject): Promise<JsonObject> {
    return this.#ask(path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  async get(path: string): Promise<JsonObject> {
    return this.#ask(path, { headers: { accept: 'application/json' } });
  }

  async #ask(path: string, init: RequestInit): Promise<JsonObject> {
    const answer = await fetch(`${this.#url}${path}`, init);
    const body = (await answer.json()) as JsonObject;
    if (!answer.ok) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
    return body;
  }
}
