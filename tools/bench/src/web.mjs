import { besides } from './alternating.mjs';
import { putAction } from './processes.mjs';

const annotations = [{ key: 'web-export', value: true }];

/** A web action beside the same action invoked over the REST API. */
export async function web() {
  const row = { what: 'warm web action, c=1, median; floor: invoked blocking', target: '<= 1.15 x' };
  return [
    await besides(row, async (platform) => {
      await putAction(platform, 'noop', { annotations });
      return {
        measured: { path: '/api/v1/web/guest/default/noop.json' },
        floor: { path: '/api/v1/namespaces/_/actions/noop?blocking=true' },
      };
    }),
  ];
}
