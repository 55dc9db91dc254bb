import { alternately, median, ms } from './measure.mjs';
import { basic, poolTo, post, startPlatform } from './processes.mjs';

const WARM_UP = 500;
const CALLS = 3000;

/**
 * The median of `measured` beside that of `floor`, on one platform, call by call in turn.
 * @param prepare makes what is called; given the platform. @returns `{measured, floor}`, each `{path, body, status}`
 */
export async function besides(row, prepare, { calls = CALLS, settle } = {}) {
  const platform = await startPlatform();
  const pool = poolTo(platform.apihost, 1);
  const headers = basic(platform.auth);
  try {
    const asked = await prepare(platform);
    const contenders = Object.fromEntries(
      Object.entries(asked).map(([name, { path, body = '{}', status = 200 }]) => [
        name,
        () => post(pool, path, body, { headers, status }),
      ]),
    );
    await alternately(contenders, { calls: Math.min(WARM_UP, calls), settle });
    const latencies = await alternately(contenders, { calls, settle });
    const [measured, floor] = [median(latencies.measured), median(latencies.floor)];
    return { ...row, measured: ms(measured), floor: ms(floor), ratio: `${(measured / floor).toFixed(2)} x` };
  } finally {
    await pool.close();
    await platform.stop();
  }
}
