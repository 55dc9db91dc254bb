/** Joins lines into one text. */
function main({ lines = [] }) {
  return { lines, payload: lines.join('\n') };
}

exports.main = main;
