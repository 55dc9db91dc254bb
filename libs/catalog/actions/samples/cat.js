/** Joins lines into one text; each line keeps its end. */
function main({ lines = [] }) {
  return { lines, payload: lines.map((line) => `${line}\n`).join('') };
}

exports.main = main;
