const REQUIRED = {
  kafkaProduce: ['brokers', 'topic', 'value'],
  messageHubProduce: ['kafka_brokers_sasl', 'user', 'password', 'topic', 'value'],
};

/** Sends one message to Kafka. The feed provider does it: it has a Kafka client, and actions have none. */
async function main(params) {
  const { __OW_API_HOST: host, __OW_API_KEY: key, __OW_ACTION_NAME: self = '' } = process.env;
  const names = REQUIRED[self.split('/').pop()];
  const missing = names.find((name) => params[name] === undefined || params[name] === '');
  if (missing) return { error: `You must supply a '${missing}' parameter.` };
  const request = Object.fromEntries(
    [...names, 'key', 'base64DecodeValue', 'base64DecodeKey'].map((name) => [name, params[name]]),
  );
  const answer = await fetch(`${host}/api/v1/web/whisk.system/messagingWeb/produceWeb`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(key ?? '').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(request),
  });
  return answer.json();
}

exports.main = main;
