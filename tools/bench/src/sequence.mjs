import { besides } from './alternating.mjs';
import { putAction } from './processes.mjs';

const invoke = (name) => ({ path: `/api/v1/namespaces/_/actions/${name}?blocking=true` });

/** A warm sequence of three no-ops beside one of them. */
export async function sequence() {
  const row = { what: 'warm sequence of three, c=1, median; floor: one action', target: '<= 3.2 x' };
  return [
    await besides(row, async (platform) => {
      await putAction(platform, 'noop');
      const components = Array.from({ length: 3 }, () => '/_/noop');
      await putAction(platform, 'three', { exec: { kind: 'sequence', components } });
      return { measured: invoke('three'), floor: invoke('noop') };
    }),
  ];
}
