/** A media range of an `Accept` header and its weight. */
interface Range {
  readonly range: string;
  readonly quality: number;
}

/**
 * True if an `Accept` header takes a type. The most exact range decides, and only `q=0` refuses (RFC 9110 section
 * 12.5.1); parameters of ranges do not count.
 * @param essence `type/subtype` in lower case
 */
export function accepts(accept: string | undefined, essence: string): boolean {
  // What nearly all clients send needs no reading.
  if (accept === undefined || accept === '*/*' || accept === essence || accept.trim() === '') return true;
  const ranges = accept.split(',').map(readRange);
  const [main = ''] = essence.split('/');
  for (const candidate of [essence, `${main}/*`, '*/*']) {
    const found = ranges.find(({ range }) => range === candidate);
    if (found) return found.quality > 0;
  }
  return false;
}

function readRange(text: string): Range {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  // Some old clients write `*` for everything; a weight nobody can read is as good as none.
  return { range: range === '*' ? '*/*' : range, quality: Number.isNaN(weight) ? 1 : weight };
}
