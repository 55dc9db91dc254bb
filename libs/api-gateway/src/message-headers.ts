/** Headers that are about one connection, not about the message. */
export const HOP_BY_HOP: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * The headers of a message that go on to the next one who reads it.
 * @param raw names and values in turn, as received
 * @param dropped further names to leave out, in lower case
 * @returns names as received, and values
 */
export function endToEnd(
  raw: readonly string[],
  dropped: ReadonlySet<string> = new Set(),
): (readonly [string, string])[] {
  const pairs = Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? ''] as const);
  const named = pairs
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) =>
      value
        .toLowerCase()
        .split(',')
        .map((word) => word.trim()),
    );
  const hop = new Set([...HOP_BY_HOP, ...named]);
  return pairs.filter(([name]) => !hop.has(name.toLowerCase()) && !dropped.has(name.toLowerCase()));
}
