import { closedLoop, interleaved, median, ms } from './measure.mjs';
import { basic, poolTo, post, putAction, startPlatform } from './processes.mjs';

const SMALL = 1000;
const LARGE = 100_000;
const LISTS = 300;

/** `activation list` with 1,000 and with 100,000 stored activations. */
export async function list() {
  const platforms = { small: await startPlatform(), large: await startPlatform() };
  await fill(platforms.small, SMALL);
  await fill(platforms.large, LARGE);
  const contenders = Object.fromEntries(Object.entries(platforms).map(([name, platform]) => [name, lister(platform)]));
  const results = await interleaved(contenders, 5, async ({ call }) => {
    const { latencies } = await closedLoop(1, LISTS, call);
    return median(latencies);
  });
  await Promise.all(Object.values(contenders).map(({ pool }) => pool.close()));
  await Promise.all(Object.values(platforms).map((platform) => platform.stop()));
  const [small, large] = [median(results.small), median(results.large)];
  return [
    {
      what: `activation list at ${LARGE} stored, median`,
      measured: ms(large),
      floor: `at ${SMALL}: ${ms(small)}`,
      ratio: `${(large / small).toFixed(2)} x`,
      target: '<= 1.5 x',
    },
  ];
}

function lister(platform) {
  const pool = poolTo(platform.apihost, 1);
  return {
    pool,
    call: async () =>
      (
        await pool.request({
          method: 'GET',
          path: '/api/v1/namespaces/_/activations?limit=30',
          headers: basic(platform.auth),
        })
      ).body.text(),
  };
}

async function fill(platform, count) {
  await putAction(platform, 'noop');
  const pool = poolTo(platform.apihost, 32);
  const headers = basic(platform.auth);
  let left = count;
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (left > 0) {
        left -= 1;
        await post(pool, '/api/v1/namespaces/_/actions/noop?blocking=true&result=true', '{}', { headers });
      }
    }),
  );
  await pool.close();
}
