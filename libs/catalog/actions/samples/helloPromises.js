const GREETING = 'namespaces/whisk.system/actions/samples/greeting';

/** Invokes another action, waits for its result, and splits it into words. */
async function main({ name, place }) {
  const { __OW_API_HOST: host, __OW_API_KEY: key } = process.env;
  const answer = await fetch(`${host}/api/v1/${GREETING}?blocking=true&result=true`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(key ?? '').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name, place }),
  });
  const { payload, error } = await answer.json();
  if (payload === undefined) return { error: error ?? `The greeting failed: status ${answer.status}.` };
  return { lines: payload.split(' ') };
}

exports.main = main;
