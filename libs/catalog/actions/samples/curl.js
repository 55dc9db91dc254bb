/** Gets a web page. */
async function main({ payload }) {
  if (typeof payload !== 'string') return { error: 'Expected a URL as payload.' };
  const url = payload.includes('://') ? payload : `http://${payload}`;
  const answer = await fetch(url);
  return { msg: await answer.text() };
}

exports.main = main;
