/** Where the proxy of a container listens: a unix socket, or an address of its network. */
export type RuntimeAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** The origin of HTTP calls there, and what undici connects to. */
export function destinationOf(address: RuntimeAddress): { origin: string; connect: { socketPath?: string } } {
  if ('socketPath' in address) return { origin: 'http://localhost', connect: address };
  return { origin: `http://${address.host}:${address.port}`, connect: {} };
}
