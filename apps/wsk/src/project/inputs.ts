import { manifestFailure } from './failure';
import { isObject } from './mapping';

type InputType = 'string' | 'integer' | 'float' | 'boolean' | 'json';

/** The names that types go by in manifests. */
const types: Readonly<Record<string, InputType>> = {
  string: 'string',
  integer: 'integer',
  int: 'integer',
  float: 'float',
  number: 'float',
  boolean: 'boolean',
  bool: 'boolean',
  json: 'json',
  object: 'json',
};

/** What an input without a value is. */
const zeros: Readonly<Record<InputType, unknown>> = { string: '', integer: 0, float: 0, boolean: false, json: {} };

/** An input that says more of itself than its value has these keys and no other. */
const typedKeys = ['type', 'description', 'value', 'default', 'required'];

/** Inputs as they were declared. */
export type DeclaredInputs = ReadonlyMap<string, unknown>;

/** What a deployment file and the command line say of the same inputs. */
export interface InputChoices {
  /** Replace and add. */
  readonly overrides?: DeclaredInputs;
  /** Replace only what is declared. */
  readonly params: ReadonlyMap<string, unknown>;
}

/** The values of inputs. Throws a `Failure` for one without a value that must have one, or whose value is of another type. */
export function inputValues(
  declared: DeclaredInputs,
  { overrides = new Map(), params }: InputChoices,
  place: string,
): Map<string, unknown> {
  const names = [...new Set([...declared.keys(), ...overrides.keys()])];
  return new Map(
    names.map((name) => {
      const declaration = declared.has(name) ? declared.get(name) : overrides.get(name);
      const chosen = params.has(name) ? params.get(name) : plainValue(overrides.get(name));
      return [name, inputValue(declaration, chosen, `${place}.${name}`)];
    }),
  );
}

function inputValue(declaration: unknown, chosen: unknown, place: string): unknown {
  if (namesType(declaration)) {
    return inputValue({ type: declaration }, chosen, place);
  }
  if (!isTyped(declaration)) return chosen === undefined ? declaration : chosen;
  const { type: typeName, value, default: fallback, required } = declaration;
  const type = typeName === undefined ? undefined : typeOf(typeName, place);
  const given = chosen ?? value ?? fallback;
  if (given !== undefined && given !== null) return type === undefined ? given : converted(given, type, place);
  if (required === true) throw manifestFailure(place, 'is required and has no value');
  return type === undefined ? '' : zeros[type];
}

/** What a deployment file chooses, which it may write as a typed input, too. */
function plainValue(choice: unknown): unknown {
  return isTyped(choice) ? choice['value'] : choice;
}

/** Whether a value declares an input, rather than being one. */
export function isTyped(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => typedKeys.includes(key));
}

/** Whether a value is the name of a type, and so declares an input of it. */
export function namesType(value: unknown): value is string {
  return typeof value === 'string' && Object.hasOwn(types, value);
}

function typeOf(name: unknown, place: string): InputType {
  const type = namesType(name) ? types[name] : undefined;
  if (type) return type;
  throw manifestFailure(place, `'${String(name)}' is no type; the types are ${Object.keys(types).join(', ')}`);
}

/** Texts stand for values of all types: what comes out of the environment is a text. */
function converted(value: unknown, type: InputType, place: string): unknown {
  const result = typeof value === 'string' && type !== 'string' ? parsed(value) : value;
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (fits(result, type)) return result;
  throw manifestFailure(place, `${JSON.stringify(value)} is no ${type}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fits(value: unknown, type: InputType): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'float') return typeof value === 'number';
  if (type === 'json') return typeof value === 'object' && value !== null;
  return typeof value === type;
}
