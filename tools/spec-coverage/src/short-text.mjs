const LONGEST = 150;

/**
 * A row in one short line: its cells joined, cut at a word.
 * @param {string} text the row without its outer bars
 */
export function shortText(text) {
  const cells = text.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
  const line = cells.filter((cell) => cell !== '').join(' — ');
  if (line.length <= LONGEST) return line;
  return `${line.slice(0, line.lastIndexOf(' ', LONGEST))} …`;
}
