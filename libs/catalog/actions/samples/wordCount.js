/** Counts what stands between single spaces. */
function main({ payload = '' }) {
  const { length } = String(payload).split(' ');
  console.log(`The message '${payload}' has ${length} words`);
  return { count: length };
}

exports.main = main;
