import type { AuthKey, Identity, JsonValue, Runtimes, SystemLimits } from '@whisker/entities';
import type { BasicCredentials } from './credentials';
import type { ConcurrencyThrottle, Entitlement, RateThrottle } from '@whisker/entitlement';
import type { ActionInvoker, TriggerFirer } from '@whisker/invocation';
import type {
  ActionResolver,
  Actions,
  ActivationQueries,
  NamespaceInfo,
  Packages,
  Rules,
  Secrets,
  Triggers,
} from '@whisker/management';

/** What the API works on. */
export interface ApiServices {
  authenticate(credentials: AuthKey): Promise<Identity | undefined>;
  /** Whose a namespace is; undefined if there is none of this name, or its subject is blocked. */
  identityOf(namespace: string): Promise<Identity | undefined>;
  readonly entitlement: Entitlement;
  readonly rate: RateThrottle;
  readonly concurrency: ConcurrencyThrottle;
  readonly actions: Actions;
  readonly packages: Packages;
  readonly triggers: Triggers;
  readonly rules: Rules;
  readonly secrets: Secrets;
  readonly activations: ActivationQueries;
  readonly namespaces: NamespaceInfo;
  readonly resolver: ActionResolver;
  readonly invoker: Pick<ActionInvoker, 'invoke'>;
  readonly firer: Pick<TriggerFirer, 'fire'>;
  readonly runtimes: Runtimes;
  readonly limits: SystemLimits;
  /** Default: none of them set. */
  readonly web?: WebSettings;
  /** Build date and number shown by `GET /api/v1`. */
  readonly build: { readonly date: string; readonly number: string };
  /** Invokers and their state, by name, for `GET /invokers`. */
  invokers(): Promise<Readonly<Record<string, string>>>;
  /** How many activations were handed to invokers and have not ended, for `GET /activation/count`. */
  activationsInFlight(): number;
  /** Takes no more invocations from now on. @returns false, and does nothing, if they are not the operator's */
  disable(credentials: BasicCredentials): boolean;
  /** Reports a fault of the platform; the caller is told only its transaction id. */
  onFault(fault: unknown, transactionId: string): void;
  /** epoch ms */
  clock(): number;
}

/** Choices about web actions. */
export interface WebSettings {
  /**
   * Domain below which each namespace has a host of its own, `{namespace}.{domain}`, that shows its web actions; lower
   * case. Absent: no namespace has.
   */
  readonly vanityHost?: string;
  /** Refuse addresses without an extension such as `.http`. Default false. */
  readonly requireExtension?: boolean;
}

/** What a route answers with; `body` is printed compactly. One with status 204 has none. */
export interface Answer {
  readonly status: number;
  readonly body?: JsonValue;
  /** JSON text made elsewhere, instead of `body`. */
  readonly json?: string;
  /** Plain text, instead of `body`. */
  readonly text?: string;
  readonly activationId?: string;
}

/** An answer in any media type. */
export interface Reply {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers?: readonly string[];
  /** `Content-Type`. */
  readonly type?: string;
  readonly content?: string | Buffer;
}
