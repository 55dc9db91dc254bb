import type { EmbeddedStores } from '@whisker/adapter-embedded';
import { serveAdministration, type AdminSocket } from '@whisker/admin-socket';
import { ActionKeys, Administration, isDerived } from '@whisker/administration';
import type { AuthKey, Identity, SystemLimits } from '@whisker/entities';
import { NamespaceBlacklist } from '@whisker/entitlement';
import { CachedSubjectStore } from '@whisker/entity-store';
import { randomBytes } from 'node:crypto';
import { ensureOwner, keepOwnerKey, type Owner } from './owner';
import type { PlatformLog } from './platform-options';

/** Beyond the time an action may take to begin and to run, so that its key does not end before it, ms. */
const KEY_SLACK_MS = 300_000;

export interface AccountsOptions {
  readonly folder: string;
  readonly stores: Pick<EmbeddedStores, 'subjects'>;
  readonly keys: 'plain' | 'hashed';
  readonly limits: Pick<SystemLimits, 'timeout'>;
  readonly log: PlatformLog;
}

/** The users of a platform: who a request comes from, and what an administrator can change about them. */
export class Accounts {
  readonly administration: Administration;
  readonly blacklist: NamespaceBlacklist;
  readonly owner: Owner;
  readonly #options: AccountsOptions;
  readonly #subjects: CachedSubjectStore;
  readonly #actionKeys: ActionKeys;
  #socket: AdminSocket | undefined;

  private constructor(options: AccountsOptions, owner: Owner) {
    const { folder, stores, keys, limits } = options;
    this.#options = options;
    this.owner = owner;
    const subjects = (this.#subjects = new CachedSubjectStore(stores.subjects));
    const blacklist = (this.blacklist = new NamespaceBlacklist({ subjects }));
    this.administration = new Administration({
      subjects,
      keys,
      changed: () => blacklist.refresh(),
      keyMade: (key) => keepOwnerKey(folder, key),
    });
    this.#actionKeys = new ActionKeys({
      subjects: stores.subjects,
      // No key outlives the process: an action does not, either.
      secret: randomBytes(32),
      validMs: 2 * limits.timeout.max + KEY_SLACK_MS,
      clock: Date.now,
    });
  }

  /** @throws what the store throws; Error if the owner's key cannot be read */
  static async open(options: AccountsOptions): Promise<Accounts> {
    const { folder, stores, keys, log } = options;
    const accounts = new Accounts(options, await ensureOwner(folder, stores.subjects));
    await accounts.blacklist.refresh();
    if (keys === 'hashed') {
      const count = await accounts.administration.change(({ users }) => users.hashStoredKeys());
      if (count > 0) log('info', 'stored keys were replaced by their hashes', { count });
    }
    return accounts;
  }

  /** Whose the credentials are, be they a user's or those of a running action. */
  authenticate(credentials: AuthKey): Promise<Identity | undefined> {
    return isDerived(credentials.key)
      ? this.#authenticateAction(credentials)
      : this.#subjects.authenticate(credentials);
  }

  identityOf(namespace: string): Promise<Identity | undefined> {
    return this.#subjects.identityOf(namespace);
  }

  /** The key an action is given that runs for `caller`. */
  apiKeyOf(caller: Identity): Promise<string | undefined> {
    return this.#actionKeys.issue(caller);
  }

  /** Serves the administration in the data folder. Where that cannot be, the platform goes without. */
  async serve(): Promise<void> {
    const { folder, log } = this.#options;
    const onFault = (fault: unknown) => log('error', 'a command of an administrator failed', { fault: String(fault) });
    try {
      this.#socket = await serveAdministration(folder, this.administration, { onFault });
    } catch (error) {
      log('warn', 'users can be administered only while the platform is stopped', { reason: String(error) });
    }
  }

  async close(): Promise<void> {
    await this.#socket?.close();
  }

  /** A user's key may look like a derived one by chance. */
  async #authenticateAction(credentials: AuthKey): Promise<Identity | undefined> {
    return (await this.#actionKeys.authenticate(credentials)) ?? this.#subjects.authenticate(credentials);
  }
}
