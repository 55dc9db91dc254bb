/** Splits a text at a separator, by default at the ends of its lines. */
function main({ payload = '', separator = /\r?\n/ }) {
  const text = String(payload);
  return { lines: text.split(separator), payload: text };
}

exports.main = main;
