const GITHUB = 'https://api.github.com';

/** Connects a trigger to a repository: GitHub fires it by a webhook that carries the owner's key. */
async function main(params) {
  const { lifecycleEvent } = params;
  const missing = ['username', 'repository', 'accessToken', 'triggerName'].find((name) => !params[name]);
  if (missing) throw `Missing parameter: ${missing}`;
  if (lifecycleEvent === 'CREATE') return create(params);
  if (lifecycleEvent === 'DELETE') return remove(params);
  throw `unsupported lifecycleEvent`;
}

async function create(params) {
  if (!params.events) throw 'Missing parameter: events';
  const events = String(params.events).split(',');
  const config = { url: callbackOf(params), content_type: 'json' };
  return call(params, hooksOf(params), { method: 'POST', body: { name: 'web', active: true, events, config } });
}

async function remove(params) {
  const url = callbackOf(params);
  const { response: hooks } = await call(params, hooksOf(params));
  const hook = hooks.find(({ config }) => config?.url === url);
  if (!hook) throw `No webhook of ${params.triggerName} was found in ${params.repository}`;
  return call(params, `${hooksOf(params)}/${hook.id}`, { method: 'DELETE' });
}

/** `repo` belongs to the user, `org/repo` to the organization. */
function hooksOf({ username, repository, baseUrl = GITHUB }) {
  return `${baseUrl}/repos/${repository.includes('/') ? repository : `${username}/${repository}`}/hooks`;
}

/** Where GitHub posts to: the trigger, in the name of its owner. */
function callbackOf({ triggerName }) {
  const { __OW_API_HOST: host, __OW_API_KEY: key, __OW_NAMESPACE: own } = process.env;
  const [namespace, trigger] = triggerName.split('/').filter((part) => part !== '');
  const target = new URL(host);
  return `https://${key}@${target.host}/api/v1/namespaces/${namespace === '_' ? own : namespace}/triggers/${trigger}`;
}

async function call({ username, accessToken }, url, { method = 'GET', body } = {}) {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${accessToken}`).toString('base64')}`,
      accept: 'application/vnd.github+json',
      'content-type': 'application/json',
      'user-agent': 'whisker',
    },
    body: body && JSON.stringify(body),
  });
  const response = read(await answer.text());
  if (answer.status >= 400) throw { statusCode: answer.status, response };
  return { response };
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

exports.main = main;
