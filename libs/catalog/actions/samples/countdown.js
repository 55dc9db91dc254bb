/** Counts down to zero, one activation per number: each invokes the next and does not wait for it. */
async function main({ n }) {
  const left = Number(n);
  if (!Number.isInteger(left) || left < 0) return { error: 'Expected a whole number n, zero or more.' };
  if (left === 0) {
    console.log('Happy New Year!');
    return {};
  }
  console.log(left);
  return invokeItself({ n: left - 1 });
}

async function invokeItself(parameters) {
  const { __OW_API_HOST: host, __OW_API_KEY: key, __OW_ACTION_NAME: self = '' } = process.env;
  const [namespace, ...path] = self.split('/').filter((part) => part !== '');
  const answer = await fetch(`${host}/api/v1/namespaces/${namespace}/actions/${path.join('/')}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(key ?? '').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(parameters),
  });
  return answer.json();
}

exports.main = main;
