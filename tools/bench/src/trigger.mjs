import { setTimeout as pause } from 'node:timers/promises';
import { besides } from './alternating.mjs';
import { basic, poolTo, post, putAction } from './processes.mjs';

const RULES = 10;
/** Ten runs take longer than the answer to their fire; the next fire is not to meet them. ms */
const SETTLE_MS = 20;

/** The answer to a fire with ten active rules beside one with one. */
export async function trigger() {
  const row = { what: `fire with ${RULES} active rules, median; floor: with one`, target: '<= 2 x' };
  const settle = () => pause(SETTLE_MS);
  return [await besides(row, prepare, { calls: 500, settle })];
}

async function prepare(platform) {
  await putAction(platform, 'noop');
  await putTrigger(platform, 'many', RULES);
  await putTrigger(platform, 'one', 1);
  const fire = (name) => ({ path: `/api/v1/namespaces/_/triggers/${name}`, status: 202 });
  return { measured: fire('many'), floor: fire('one') };
}

async function putTrigger(platform, name, rules) {
  const pool = poolTo(platform.apihost, 1);
  const put = (path, body) =>
    post(pool, `/api/v1/namespaces/_/${path}?overwrite=true`, body, { headers: basic(platform.auth), method: 'PUT' });
  await put(`triggers/${name}`, {});
  for (let rule = 0; rule < rules; rule += 1)
    await put(`rules/${name}-${rule}`, { trigger: `/_/${name}`, action: '/_/noop' });
  await pool.close();
}
