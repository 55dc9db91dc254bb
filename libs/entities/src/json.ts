/** A JSON value. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue };

/** True for a JSON object (neither null nor array). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A JSON value that carries its text, its value, or both, and makes the missing one at most once.
 * Payloads and results pass through the platform in this form, so that they are not parsed and printed at every hop.
 */
export class Json {
  static readonly emptyObject = new Json('{}', {});

  #text: string | undefined;
  #value: JsonValue | undefined;

  private constructor(text: string | undefined, value: JsonValue | undefined) {
    this.#text = text;
    this.#value = value;
  }

  /** From a value. The value must not be changed afterwards. */
  static of(value: JsonValue): Json {
    return new Json(undefined, value);
  }

  /** From text known to be JSON; read only when its value is asked for. */
  static trusted(text: string): Json {
    return new Json(text, undefined);
  }

  /** From text. @throws SyntaxError if it is not JSON */
  static parse(text: string): Json {
    return new Json(text, JSON.parse(text) as JsonValue);
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.#value);
    return this.#text;
  }

  get value(): JsonValue {
    if (this.#value === undefined) this.#value = JSON.parse(this.#text as string) as JsonValue;
    return this.#value;
  }

  toJSON(): JsonValue {
    return this.value;
  }
}
