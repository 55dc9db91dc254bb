import { extname } from 'node:path';
import { usageFailure } from './failure';

interface FileType {
  readonly extension: string;
  /** The part of a kind before the colon. */
  readonly family: string;
  /** Whether files of this type hold bytes, not text. */
  readonly binary: boolean;
}

/** The types of file that tell the kind of an action by themselves. */
const fileTypes: readonly FileType[] = [
  { extension: '.js', family: 'nodejs', binary: false },
  { extension: '.py', family: 'python', binary: false },
  { extension: '.swift', family: 'swift', binary: false },
  { extension: '.php', family: 'php', binary: false },
  { extension: '.rb', family: 'ruby', binary: false },
  { extension: '.rs', family: 'rust', binary: false },
  { extension: '.go', family: 'go', binary: false },
  { extension: '.balx', family: 'ballerina', binary: true },
  { extension: '.java', family: 'java', binary: false },
  { extension: '.jar', family: 'java', binary: true },
];

const ARCHIVE = '.zip';

/** The kind of an action whose code is in the file `path`: its family's default version. */
export function kindOfFile(path: string): string {
  const extension = extname(path).toLowerCase();
  if (extension === ARCHIVE) {
    throw usageFailure('creating an action from a .zip artifact requires specifying the action kind explicitly');
  }
  const type = fileTypes.find((candidate) => candidate.extension === extension);
  if (!type) throw usageFailure(`'${extension}' is not a supported action runtime`);
  return `${type.family}:default`;
}

/** Whether actions of this kind cannot run without the name of their main class. */
export function needsMain(kind: string): boolean {
  return familyOf(kind) === 'java';
}

/** The extension of a file that takes the code of an action of this kind; empty for an unknown kind. */
export function extensionOfKind(kind: string, binary: boolean): string {
  const type = fileTypes.find((candidate) => candidate.family === familyOf(kind) && candidate.binary === binary);
  return type?.extension ?? (binary ? ARCHIVE : '');
}

/** Code as the API takes it: bytes as base64, text as it is. */
export function encodeCode(path: string, content: Buffer): string {
  const extension = extname(path).toLowerCase();
  const isBinary = extension === ARCHIVE || fileTypes.some((type) => type.binary && type.extension === extension);
  return isBinary || !isText(content) ? content.toString('base64') : content.toString('utf8');
}

/** A program for `--native` need not have an extension that gives it away. */
function isText(content: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}

function familyOf(kind: string): string {
  return kind.split(':')[0]?.trim().toLowerCase() ?? '';
}
