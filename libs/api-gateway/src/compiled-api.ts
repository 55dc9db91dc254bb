import type { Target } from './target';

/** What is done with the calls of an operation. */
export interface Backend {
  readonly target: Target;
  /** Upper case; undefined: that of the call. */
  readonly method: string | undefined;
  /** Headers set on the way, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An operation: a verb of a path. */
export interface Operation {
  readonly operationId: string;
  /** Undefined: the document names none. */
  readonly backend: Backend | undefined;
}

/** A path of an API. */
export interface Resource {
  /** As the document has it, below the base path. */
  readonly path: string;
  /** By verb in upper case. */
  readonly operations: ReadonlyMap<string, Operation>;
}

/** How often an API may be called: `rate` times within `intervalMs`. */
export interface RateLimit {
  readonly intervalMs: number;
  readonly rate: number;
}

/** What a caller must show. */
export type Security =
  | {
      readonly type: 'apiKey';
      /** Names in lower case. */
      readonly header: string;
      readonly secretHeader?: string;
    }
  | { readonly type: 'oauth2'; readonly provider: string };

/** A swagger document, checked and in the form the gateway works with. */
export interface CompiledApi {
  /** As `normalizeBasePath` gives it. */
  readonly basePath: string;
  readonly title: string;
  readonly cors: boolean;
  readonly rateLimit: RateLimit | undefined;
  /** Each must be shown. */
  readonly security: readonly Security[];
  readonly resources: readonly Resource[];
}
