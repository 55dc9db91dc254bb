import { manifestFailure, type Remarks } from './failure';

/** A mapping of a manifest and the way to it; every reader refuses a value of another form, naming its place. */
export class Mapping {
  private constructor(
    private readonly values: ReadonlyMap<string, unknown>,
    /** `packages.hello`; empty for the whole file. */
    readonly place: string,
    private readonly remarks: Remarks,
  ) {}

  /** Nothing at all counts as an empty mapping: `actions:` with no line below it. */
  static of(value: unknown, place: string, remarks: Remarks): Mapping {
    if (value === undefined || value === null) return new Mapping(new Map(), place, remarks);
    if (!isObject(value)) throw manifestFailure(place || 'the manifest', 'must be a mapping');
    return new Mapping(new Map(Object.entries(value)), place, remarks);
  }

  /** Remarks on every key that is none of `known`. */
  only(known: readonly string[]): this {
    for (const key of this.values.keys()) {
      if (!known.includes(key)) this.remarks.add(this.placeOf(key), 'is unknown and has no effect');
    }
    return this;
  }

  has(key: string): boolean {
    return this.value(key) !== undefined;
  }

  /** As it was parsed; `null` counts as not there. */
  value(key: string): unknown {
    return this.values.get(key) ?? undefined;
  }

  /** A text; a number or a boolean is taken for the text it was written as. */
  text(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw manifestFailure(this.placeOf(key), 'must be a text');
  }

  flag(key: string): boolean | undefined {
    const text = this.text(key)?.toLowerCase();
    if (text === undefined) return undefined;
    if (text !== 'true' && text !== 'false') throw manifestFailure(this.placeOf(key), 'must be true or false');
    return text === 'true';
  }

  integer(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text)) throw manifestFailure(this.placeOf(key), 'must be a whole number');
    return Number(text);
  }

  /** A list of values; one alone counts as a list of it. */
  list(key: string): readonly unknown[] {
    const value = this.value(key);
    return value === undefined ? [] : Array.isArray(value) ? value : [value];
  }

  mapping(key: string): Mapping {
    return Mapping.of(this.value(key), this.placeOf(key), this.remarks);
  }

  /** The mappings below `key` by their names. */
  mappings(key: string): [name: string, mapping: Mapping][] {
    const parent = this.mapping(key);
    return parent.keys().map((name) => [name, parent.mapping(name)]);
  }

  /** The values below `key` by their names, whatever they are. */
  entries(key: string): ReadonlyMap<string, unknown> {
    return this.mapping(key).values;
  }

  keys(): string[] {
    return [...this.values.keys()];
  }

  placeOf(key: string): string {
    return this.place === '' ? key : `${this.place}.${key}`;
  }
}

/** Whether a value is a mapping, as YAML or JSON would have it. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
