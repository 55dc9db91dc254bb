/**
 * Has the feed provider send a message, for whoever has a key of this platform: else anybody could send to the brokers
 * that only the platform reaches. Bound: `provider` and `providerKey`.
 */
async function main({ provider, providerKey, __ow_headers: { authorization = '' }, ...params }) {
  const { ok } = await fetch(`${process.env.__OW_API_HOST}/api/v1/namespaces`, { headers: { authorization } });
  if (!ok) return answer(401, { error: 'The key of the caller was not accepted.' });
  const told = await fetch(`${provider}/produce`, {
    method: 'POST',
    headers: { authorization: `Bearer ${providerKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(given(params)),
  });
  return answer(told.status, await told.json());
}

/** Without what a web action is told of its request. */
function given(params) {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !name.startsWith('__ow_')));
}

function answer(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body };
}

exports.main = main;
