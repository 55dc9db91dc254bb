import { isJsonObject, type JsonObject, type JsonValue } from '@whisker/entities';
import type { FireAnswer, TriggerApi, TriggerKey } from '@whisker/feeds';
import { isDeepStrictEqual } from 'node:util';

/** Longest wait for an answer, ms. */
const DEADLINE_MS = 30_000;
/** Records that are looked through for a fire. */
const RECORDS = 50;
const NOT_FOUND = 404;

/** Fires triggers at an API host, in the name of their owners. */
export class HttpTriggerApi implements TriggerApi {
  readonly #host: () => string;

  /** @param host URL of the API, `http://localhost:3233`; asked for each request */
  constructor(host: () => string) {
    this.#host = host;
  }

  async fire(trigger: TriggerKey, event: JsonObject): Promise<FireAnswer> {
    try {
      const answer = await this.#request(trigger, 'POST', { path: triggerPath(trigger), body: event });
      // Read, so that the connection can be used again.
      await answer.arrayBuffer();
      return answer.ok ? { type: 'accepted' } : { type: 'refused', status: answer.status };
    } catch (fault) {
      return { type: 'unknown', reason: String(fault) };
    }
  }

  async wasFired(trigger: TriggerKey, event: JsonObject, since: number): Promise<boolean> {
    const query = new URLSearchParams({ name: trigger.name, since: `${since}`, limit: `${RECORDS}`, docs: 'true' });
    const records = await this.#read(trigger, `activations?${query.toString()}`);
    return Array.isArray(records) && records.some((record) => isDeepStrictEqual(resultOf(record), event));
  }

  async remove(trigger: TriggerKey, withRules: boolean): Promise<void> {
    if (withRules) for (const rule of await this.#rulesOn(trigger)) await this.#delete(trigger, `rules/${rule}`);
    await this.#delete(trigger, triggerPath(trigger));
  }

  /** Names of the rules on a trigger; none if it is gone. */
  async #rulesOn(trigger: TriggerKey): Promise<string[]> {
    const found = await this.#read(trigger, triggerPath(trigger));
    const rules = isJsonObject(found) && isJsonObject(found['rules']) ? Object.keys(found['rules']) : [];
    return rules.map((name) => encodeURIComponent(name.slice(name.indexOf('/') + 1)));
  }

  async #delete(trigger: TriggerKey, path: string): Promise<void> {
    const answer = await this.#request(trigger, 'DELETE', { path });
    await answer.arrayBuffer();
    if (!answer.ok && answer.status !== NOT_FOUND) throw new Error(`DELETE ${path}: status ${answer.status}`);
  }

  async #read(trigger: TriggerKey, path: string): Promise<JsonValue | undefined> {
    const answer = await this.#request(trigger, 'GET', { path });
    const body = JSON.parse(await answer.text()) as JsonValue;
    if (answer.ok) return body;
    if (answer.status === NOT_FOUND) return undefined;
    throw new Error(`GET ${path}: status ${answer.status}`);
  }

  #request(trigger: TriggerKey, method: string, { path, body }: Target): Promise<Response> {
    const url = `${this.#host()}/api/v1/namespaces/${encodeURIComponent(trigger.namespace)}/${path}`;
    const authorization = `Basic ${Buffer.from(trigger.auth).toString('base64')}`;
    return fetch(url, {
      method,
      headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  }
}

interface Target {
  /** Below the namespace. */
  readonly path: string;
  readonly body?: JsonObject;
}

function triggerPath({ name }: TriggerKey): string {
  return `triggers/${encodeURIComponent(name)}`;
}

function resultOf(record: JsonValue): JsonValue | undefined {
  const response = isJsonObject(record) ? record['response'] : undefined;
  return isJsonObject(response) ? response['result'] : undefined;
}
