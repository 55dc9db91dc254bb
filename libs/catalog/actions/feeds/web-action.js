const NOT_AUTHORIZED = 'You are not authorized for this trigger.';
/** Feeds that have words of their own for who has the wrong key. */
const REFUSALS = { kafka: NOT_AUTHORIZED, messagehub: NOT_AUTHORIZED };

/**
 * Asks the feed provider on behalf of a trigger's owner, once the API has confirmed that the key is the owner's.
 * Bound: `provider` and `providerKey`, which callers can neither read nor replace; `feed`, the provider's name for it.
 */
async function main({ provider, providerKey, feed, __ow_method: method, __ow_headers: headers, ...params }) {
  const { triggerName } = params;
  if (!triggerName) return answer(400, { error: 'no trigger name parameter was provided' });
  const authKey = Buffer.from((headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
  if (!(await isOwner({ triggerName, authKey, mayBeGone: method === 'delete' }))) {
    return answer(401, { error: REFUSALS[feed] ?? 'Trigger authentication request failed.' });
  }
  const told = await fetch(`${provider}/feeds/${feed}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${providerKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...given(params), method, authKey }),
  });
  return answer(told.status, await told.json());
}

/** Whether the key opens the trigger. */
async function isOwner({ triggerName, authKey, mayBeGone }) {
  const [namespace, name] = triggerName.split('/').filter((part) => part !== '');
  const url = `${process.env.__OW_API_HOST}/api/v1/namespaces/${namespace}/triggers/${encodeURIComponent(name)}`;
  const { status } = await fetch(url, {
    headers: { authorization: `Basic ${Buffer.from(authKey).toString('base64')}` },
  });
  return status === 200 || (mayBeGone && status === 404);
}

/** Without what a web action is told of its request. */
function given(params) {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !name.startsWith('__ow_')));
}

function answer(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body };
}

exports.main = main;
