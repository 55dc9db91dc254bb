import type { JsonObject } from '@whisker/entities';
import type { CatalogPackage } from './catalog-package';
import { nodejsAction } from './nodejs-action';

/**
 * A private package of web actions that reach the feed provider. The provider's address and key are bound to it when it
 * is installed, see {@link providerParameters}.
 * @param actions by name, the provider's name of the feed
 */
export function webPackage(name: string, actions: Readonly<Record<string, string>>): CatalogPackage {
  return {
    name,
    shared: false,
    annotations: { description: 'Reaches the feed provider' },
    parameters: {},
    actions: Object.entries(actions).map(([action, feed]) =>
      nodejsAction(action, {
        source: 'feeds/web-action.js',
        description: 'Asks the feed provider on behalf of the owner of a trigger',
        parameters: { feed },
        web: true,
      }),
    ),
  };
}

/** The packages that reach the feed provider. */
const WEB_PACKAGES = ['alarmsWeb', 'messagingWeb', 'cloudantWeb'];

/**
 * What the installer binds, so that web actions reach the provider.
 * @param url of its management API @param key for it
 */
export function providerParameters({
  url,
  key,
}: {
  readonly url: string;
  readonly key: string;
}): Record<string, JsonObject> {
  return Object.fromEntries(WEB_PACKAGES.map((name) => [name, { provider: url, providerKey: key }]));
}
