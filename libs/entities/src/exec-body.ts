import type { BlackboxExec, CodeExec, Exec, SequenceExec } from './entity';
import { refuse } from './errors';
import { parseImageName } from './image-name';
import { isJsonObject, type JsonObject, type JsonValue } from './json';
import { describe } from './json-reader';
import { parseReference } from './reference';
import type { Runtimes } from './runtimes';

/** What a body says is to be run. */
export interface ExecBody {
  readonly exec: Exec;
  /** Code as sent: text, or base64 of an archive or binary. Absent for sequences and for images that bring their own. */
  readonly code?: string;
}

/** What bodies are read against. */
export interface BodyContext {
  readonly runtimes: Runtimes;
  /** What `_` stands for in names. */
  readonly ownNamespace: string;
}

/**
 * Reads `exec`. The kind is trimmed, lower-cased and made concrete; `binary` is computed.
 * @throws bodyNotAnObject, execKindMissing, kindUnsupported, codeMissing, codeNotText, mainMissing, mainNotText,
 * imageMissing, imageMalformed, componentsMissing, componentsNotAnArray, internal, what {@link parseReference} throws
 */
export function parseExec(value: JsonValue, context: BodyContext): ExecBody {
  if (!isJsonObject(value)) throw refuse.bodyNotAnObject();
  const given = value['kind'];
  if (typeof given !== 'string') throw refuse.execKindMissing();
  const kind = given.trim().toLowerCase();
  if (kind === 'sequence') return { exec: readSequence(value, context) };
  return kind === 'blackbox' ? readBlackbox(value) : readManaged(value, kind, context);
}

function readSequence(value: JsonObject, { ownNamespace }: BodyContext): SequenceExec {
  const components = value['components'];
  if (components === undefined) throw refuse.componentsMissing();
  if (!Array.isArray(components)) throw refuse.componentsNotAnArray();
  return {
    type: 'sequence',
    kind: 'sequence',
    components: components.map((item) => parseReference(item, ownNamespace)),
  };
}

function readBlackbox(value: JsonObject): ExecBody {
  const { image } = value;
  if (typeof image !== 'string') throw refuse.imageMissing();
  const parsed = parseImageName(image);
  const code = value['code'] === undefined ? '' : readText(value['code']);
  const main = readMain(value, 'blackbox');
  const hasCode = code.trim() !== '';
  const exec: BlackboxExec = {
    type: 'blackbox',
    kind: 'blackbox',
    image: parsed,
    binary: isBinary(code),
    hasCode,
    ...main,
  };
  return hasCode ? { exec, code } : { exec };
}

function readManaged(value: JsonObject, asked: string, { runtimes }: BodyContext): ExecBody {
  const runtime = runtimes.find(asked);
  if (!runtime) throw refuse.kindUnsupported(asked, [...runtimes.kinds, 'sequence', 'blackbox']);
  const { kind, attached, requireMain } = runtime;
  const main = readMain(value, kind);
  const given = value['code'];
  if (given === undefined || (typeof given !== 'string' && !attached)) throw refuse.codeMissing(kind, attached);
  const code = readText(given);
  if (requireMain && main.main === undefined) throw refuse.mainMissing(kind);
  const exec: CodeExec = { type: 'code', kind, binary: isBinary(code), ...main };
  return { exec, code };
}

function readMain(value: JsonObject, kind: string): { readonly main?: string } {
  const { main } = value;
  if (main === undefined) return {};
  if (typeof main !== 'string') throw refuse.mainNotText(kind);
  return { main };
}

function readText(code: JsonValue): string {
  if (typeof code !== 'string') throw refuse.codeNotText(describe(code));
  // The API has always failed on base64 with blanks around it; stored, it would only fail later, in the container.
  if (isBinary(code) && code !== code.trim()) throw refuse.internal();
  return code;
}

/** One greedy loop, so that it needs no stack however long the code is. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** True if the code, but for blanks around it, is canonical base64. Text of that form counts, too. */
function isBinary(code: string): boolean {
  const text = code.trim();
  return text.length % 4 === 0 && BASE64.test(text);
}
