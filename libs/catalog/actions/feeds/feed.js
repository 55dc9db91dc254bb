/** The web action behind each feed, by the feed's package and name. */
const WEB_ACTIONS = {
  'alarms/alarm': 'alarmsWeb/alarmWebAction',
  'alarms/once': 'alarmsWeb/alarmWebAction',
  'alarms/interval': 'alarmsWeb/alarmWebAction',
  'messaging/kafkaFeed': 'messagingWeb/kafkaFeedWeb',
  'messaging/messageHubFeed': 'messagingWeb/messageHubFeedWeb',
  'cloudant/changes': 'cloudantWeb/changesWebAction',
};
const VERBS = { CREATE: 'POST', READ: 'GET', UPDATE: 'PUT', DELETE: 'DELETE' };

/**
 * Hands the wish of a trigger's owner on to the web action that knows the provider. Callers may invoke this action but
 * not read the provider's address and key, which are bound to the other.
 */
async function main({ lifecycleEvent, apihost, triggerName, authKey, ...params }) {
  const verb = VERBS[lifecycleEvent];
  if (!verb) throw { error: 'unsupported lifecycleEvent' };
  if (!triggerName) throw { error: 'no trigger name parameter was provided' };
  const { __OW_API_HOST: host, __OW_NAMESPACE: namespace, __OW_ACTION_NAME: self = '' } = process.env;
  const request = { ...params, triggerName: `/${namespace}/${triggerName.split('/').pop()}` };
  const url = new URL(`${apihost || host}/api/v1/web/whisk.system/${WEB_ACTIONS[self.split('/').slice(-2).join('/')]}`);
  if (verb === 'GET') url.searchParams.set('triggerName', request.triggerName);
  const answer = await fetch(url, {
    method: verb,
    // Not among the parameters: URLs and bodies are what servers write into their logs.
    headers: {
      authorization: `Basic ${Buffer.from(authKey ?? '').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: verb === 'GET' ? undefined : JSON.stringify(request),
  });
  const body = await answer.json();
  if (answer.status !== 200) throw body;
  return body;
}

exports.main = main;
