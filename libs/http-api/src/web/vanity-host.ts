const WEB = '/api/v1/web/';
/** What `/` stands for: the action `index` of the package `public`, as a page. */
const INDEX = '/public/index.html';
/** Other namespaces have no host of their own: their names are no host names. */
const LABEL = /^[0-9a-z-]+$/;
const PORT = /:\d*$/;

/**
 * The namespace whose host a request was sent to: `guest` for `guest.example.com` below the domain `example.com`.
 * @param host `Host` header; its case and port do not matter
 * @param domain in lower case; undefined: there are no such hosts
 * @returns undefined if it is another host
 */
export function vanityNamespace(host: string | undefined, domain: string | undefined): string | undefined {
  if (host === undefined || domain === undefined) return undefined;
  const name = host.replace(PORT, '').toLowerCase();
  if (!name.endsWith(`.${domain}`)) return undefined;
  const label = name.slice(0, -domain.length - 1);
  return LABEL.test(label) ? label : undefined;
}

/** The address below the API that stands for an address on the host of a namespace (spec: web-actions section 7). */
export function vanityUrl(namespace: string, url: string): string {
  const atRoot = url === '/' || url.startsWith('/?');
  return `${WEB}${namespace}${atRoot ? `${INDEX}${url.slice(1)}` : url}`;
}
