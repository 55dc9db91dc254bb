const DATE = 'namespaces/whisk.system/actions/utils/date';

/** Invokes another action, waits for it, and returns its whole activation. */
async function main() {
  const { __OW_API_HOST: host, __OW_API_KEY: key } = process.env;
  const answer = await fetch(`${host}/api/v1/${DATE}?blocking=true`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(key ?? '').toString('base64')}` },
  });
  const activation = await answer.json();
  console.log(`It is now ${activation.response?.result?.date}`);
  return activation;
}

exports.main = main;
