import { closedLoop, interleaved, median, ms, perSecond, quantile } from './measure.mjs';
import { basic, poolTo, post, putAction, startBareServer, startPlatform, startProxy } from './processes.mjs';

const ROUNDS = 5;
const ROUND_MS = 2000;
const RUN_BODY = '{"value":{}}';

/** A warm no-op: what the platform adds at concurrency 1, and its rate beside a bare proxying server at 8 and 32. */
export async function warm() {
  const proxy = await startProxy();
  const bare = await startBareServer(proxy.socket);
  const platform = await startPlatform();
  await putAction(platform, 'noop');
  const rows = [];
  try {
    rows.push(await added(proxy, platform));
    for (const clients of [8, 32]) rows.push(await rate(clients, bare, platform));
  } finally {
    await Promise.all([platform.stop(), bare.stop(), proxy.stop()]);
  }
  return rows;
}

function invoker(platform, clients) {
  const pool = poolTo(platform.apihost, clients);
  const headers = basic(platform.auth);
  return { pool, call: () => post(pool, '/api/v1/namespaces/_/actions/noop?blocking=true', '{}', { headers }) };
}

async function added(proxy, platform) {
  const direct = poolTo('http://localhost', 1, { socketPath: proxy.socket });
  const { pool, call } = invoker(platform, 1);
  const contenders = { direct: () => post(direct, '/run', RUN_BODY), platform: call };
  for (const contender of Object.values(contenders)) await closedLoop(1, ROUND_MS, contender);
  const results = await interleaved(contenders, ROUNDS, (contender) => closedLoop(1, ROUND_MS, contender));
  await Promise.all([direct.close(), pool.close()]);
  const all = (name, p) =>
    quantile(
      results[name].flatMap(({ latencies }) => latencies),
      p,
    );
  const difference = all('platform', 0.5) - all('direct', 0.5);
  return {
    what: 'warm blocking invocation, c=1, median (p99)',
    measured: `${ms(all('platform', 0.5))} (${ms(all('platform', 0.99))})`,
    floor: `${ms(all('direct', 0.5))} (${ms(all('direct', 0.99))})`,
    ratio: `adds ${ms(difference)}`,
    target: 'adds <= 0.3 ms',
  };
}

async function rate(clients, bare, platform) {
  const direct = poolTo(bare.url, clients);
  const { pool, call } = invoker(platform, clients);
  const contenders = { bare: () => post(direct, '/invoke', '{}'), platform: call };
  for (const contender of Object.values(contenders)) await closedLoop(clients, ROUND_MS, contender);
  const results = await interleaved(contenders, ROUNDS, (contender) => closedLoop(clients, ROUND_MS, contender));
  await Promise.all([direct.close(), pool.close()]);
  const rateOf = (name) => median(results[name].map(({ rate: value }) => value));
  return {
    what: `warm blocking invocations a second, c=${clients}`,
    measured: perSecond(rateOf('platform')),
    floor: perSecond(rateOf('bare')),
    ratio: `${((rateOf('platform') / rateOf('bare')) * 100).toFixed(0)} %`,
    target: '>= 50 %',
  };
}
