import type { JsonObject } from '@whisker/entities';

/** An action of the system catalog, as data. */
export interface CatalogAction {
  readonly name: string;
  /** As in the body of a PUT: `nodejs:default`, `python:default` or `sequence`. */
  readonly kind: string;
  /** File of the source, relative to `actions/` of this library: `utils/echo.js`. For all kinds but `sequence`. */
  readonly source?: string;
  /** The function of the source that is called. Default: the kind's, `main`. */
  readonly main?: string;
  /** Full names of the components, `/whisk.system/utils/split`. For the kind `sequence` only. */
  readonly sequence?: readonly string[];
  /** Served as a web action: `raw` hands it the unread request. Default: not served. */
  readonly web?: true | 'raw';
  /** Callers cannot replace its parameters. Default: that of web actions is true, of others false. */
  readonly final?: boolean;
  /** Further annotations, by key: `description`, `parameters`, `feed`, `provide-api-key`, ... */
  readonly annotations?: JsonObject;
  /** Bound to it, by name. */
  readonly parameters?: JsonObject;
}

/** A package of the system catalog, as data. One file per package in `packages/`. */
export interface CatalogPackage {
  readonly name: string;
  /** Everybody may read, bind and invoke. */
  readonly shared: boolean;
  readonly annotations: JsonObject;
  /** Bound to all its actions, by name. Those known only when it is installed are given to the installer. */
  readonly parameters: JsonObject;
  readonly actions: readonly CatalogAction[];
}
