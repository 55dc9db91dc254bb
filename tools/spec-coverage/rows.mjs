import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The documents whose tables say what clients can see. */
export const DOCUMENTS = [
  'rest-api',
  'errors',
  'limits',
  'web-actions',
  'runtime-contract',
  'cli-and-clients',
  'feeds',
];

/**
 * Every row of every table of a document: `{ id, section, text }`. The id is `<document>.<section>.<row>`; the section
 * is its number, followed by the heading's words where a part below it has no number of its own.
 */
export function rowsOf(document, markdown) {
  const rows = [];
  let [chapter, section, place, inTable] = ['0', '0', 0, false];
  for (const line of markdown.split('\n')) {
    const heading = /^(#{2,3}) +(.*)$/.exec(line);
    if (heading) {
      const number = /^(\d+(?:\.\d+)*)/.exec(heading[2])?.[1];
      if (heading[1] === '##') chapter = number ?? slug(heading[2]);
      section = number ?? (heading[1] === '##' ? chapter : `${chapter}.${slug(heading[2])}`);
      place = 0;
    }
    if (!line.startsWith('|')) inTable = false;
    else if (/^\|[\s:|-]+\|?$/.test(line)) inTable = true;
    else if (inTable) rows.push({ id: `${document}.${section}.${++place}`, section, text: line.slice(1, -1).trim() });
  }
  return rows;
}

/** The rows of all documents in a folder, in order. */
export function allRows(folder) {
  return DOCUMENTS.flatMap((document) => rowsOf(document, readFileSync(join(folder, `${document}.md`), 'utf8')));
}

const slug = (words) =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
    .slice(0, 2)
    .join('-');

if (process.argv[1] === import.meta.filename)
  for (const { id, text } of allRows(process.argv[2] ?? '../shared/spec')) process.stdout.write(`${id}\t${text}\n`);
