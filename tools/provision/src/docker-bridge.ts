import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Subnets for daemons of ours: `10.213.<n>.0/24` is a bridge's, `10.214.<n>.0/24` for networks made there. */
const SUBNETS = 256;

interface Link {
  readonly ifname: string;
  readonly addr_info: readonly { readonly local?: string }[];
}

/**
 * Makes a bridge with a subnet that no other interface of the machine has; finds it if it is there.
 * @returns the addresses that networks of its daemon may take
 */
export async function addBridge(name: string): Promise<string> {
  const links = JSON.parse((await run('ip', ['-json', 'address'])).stdout) as Link[];
  const taken = new Map(links.flatMap((link) => link.addr_info.map(({ local }) => [subnetOf(local), link.ifname])));
  const own = [...taken].find(([subnet, owner]) => owner === name && subnet !== undefined)?.[0];
  const subnet = own ?? firstFree(taken, name);
  if (own === undefined) {
    await run('ip', ['link', 'add', name, 'type', 'bridge']);
    await run('ip', ['address', 'add', `10.213.${subnet}.1/24`, 'dev', name]);
  }
  await run('ip', ['link', 'set', name, 'up']);
  return `10.214.${subnet}.0/24`;
}

/** Removes it if it is there. */
export async function removeBridge(name: string): Promise<void> {
  await run('ip', ['link', 'delete', name]).catch(() => undefined);
}

function subnetOf(address: string | undefined): number | undefined {
  const found = /^10\.213\.(\d+)\./.exec(address ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Begins at a place of its own, so that two that look at a time find different ones. */
function firstFree(taken: ReadonlyMap<number | undefined, string>, name: string): number {
  const from = Number.parseInt(name.slice(-2), 16);
  const candidates = Array.from({ length: SUBNETS }, (_, index) => (from + index) % SUBNETS);
  const free = candidates.find((candidate) => !taken.has(candidate));
  if (free === undefined) throw new Error('All of 10.213.0.0/16 is taken: remove bridges whose names begin with wskr.');
  return free;
}
