import type { ActionCode } from './runtime-under-test';

/** Actions in the runtime's language. `main` is the function to call unless said otherwise. */
export interface RuntimeSamples {
  /** Returns its argument. */
  readonly echo: ActionCode;
  /** Returns its argument from a function `niam`, which `main` of the sample names; there is no function `main`. */
  readonly otherMain: ActionCode;
  /** Returns `{count}`: how often it was called in this container. */
  readonly counter: ActionCode;
  /** Returns `{atLoad, seen}`: the variable FLAVOUR when loaded, and those named by `args.names` (null: unset) now. */
  readonly environment: ActionCode;
  /** Writes `args.line` with a line end on stdout and on stderr; returns `{}`. */
  readonly printLine: ActionCode;
  /** Writes `args.text` on stdout and on stderr without a line end; returns `{}`. */
  readonly printText: ActionCode;
  /** Returns `args.list` turned round; with an array as the argument, that one. */
  readonly reverse: ActionCode;
  /** Returns the text `"text"`. */
  readonly scalar: ActionCode;
  /** Returns `{error: {code: 5}}`. */
  readonly applicationError: ActionCode;
  /** Writes a line `loading` on stdout and fails while it is loaded. */
  readonly failsToLoad: ActionCode;
  /** An archive of one file that returns its argument. */
  readonly archive: ActionCode;
  /** An archive whose function gets the text of `{from}` out of another module in it. */
  readonly archiveWithModules: ActionCode;
  /** An archive of several MB, returns its argument. */
  readonly largeArchive: ActionCode;
  /** An archive that cannot be unpacked. */
  readonly damagedArchive: ActionCode;
  /** Answers once `args.parties` runs are in it; for runtimes that let runs overlap when the container allows it. */
  readonly rendezvous?: ActionCode;
}

/** Actions that stream, in the runtime's language. What they return has a `statusCode` of 201 unless said otherwise. */
export interface StreamSamples {
  /** Streams the texts `args.chunks`. */
  readonly texts: ActionCode;
  /** Streams the bytes 0, 255. */
  readonly bytes: ActionCode;
  /** Its result is the stream itself, of one text `whole`. */
  readonly whole: ActionCode;
  /** Streams `first`, waits until the file `args.gate` exists, streams `second`. */
  readonly gated: ActionCode;
  /** Streams `args.chunks`, then fails: `boom ☃`. */
  readonly fails: ActionCode;
  /** Streams `first`, then the number 5. */
  readonly number: ActionCode;
  /** Streams kilobytes without end; prints `stopped after N` with the number of them when it is stopped. */
  readonly endless: ActionCode;
}

/** Ids of the rows of the specification that a family's answers are told in. */
export interface RuntimeRows {
  readonly initialized: string;
  readonly noCode: string;
  readonly twice: string;
  readonly malformed: string;
  readonly failsToLoad: string;
  readonly notInitialized: string;
  readonly result: string;
  readonly notADictionary: string;
}

/** What differs between families of runtimes. */
export interface RuntimeAnswers {
  readonly rows: RuntimeRows;
  /** Body of a successful /init. */
  readonly initialized: unknown;
  /** /run before /init. */
  readonly notInitialized: { readonly status: number; readonly error: string };
  /** A request that is no JSON. */
  readonly malformed: { readonly status: number; readonly error: RegExp };
  /** A result that is neither object nor array. */
  readonly notADictionary: { readonly status: number; readonly error: string };
}

/** Of the nodejs runtime. */
export const nodejsAnswers: RuntimeAnswers = {
  rows: {
    initialized: 'runtime-contract.6.1',
    noCode: 'runtime-contract.6.2',
    twice: 'runtime-contract.6.3',
    malformed: 'runtime-contract.6.15',
    failsToLoad: 'runtime-contract.6.4',
    notInitialized: 'runtime-contract.6.6',
    result: 'runtime-contract.6.9',
    notADictionary: 'runtime-contract.6.11',
  },
  initialized: { OK: true },
  notInitialized: { status: 403, error: 'System not initialized.' },
  malformed: { status: 500, error: /^Bad request\.$/ },
  notADictionary: { status: 502, error: 'The action did not return a dictionary.' },
};

/** Of the runtimes that came from one common proxy: python, go, php, ruby, rust, swift. */
export const actionLoopAnswers: RuntimeAnswers = {
  rows: {
    initialized: 'runtime-contract.7.1',
    noCode: 'runtime-contract.7.2',
    twice: 'runtime-contract.7.3',
    malformed: 'runtime-contract.7.4',
    failsToLoad: 'runtime-contract.7.5',
    notInitialized: 'runtime-contract.7.6',
    result: 'runtime-contract.7.9',
    notADictionary: 'runtime-contract.7.8',
  },
  initialized: { ok: true },
  notInitialized: { status: 500, error: 'no action defined yet' },
  malformed: { status: 400, error: /^Error unmarshaling request: ./ },
  notADictionary: { status: 502, error: 'The action did not return a dictionary or array.' },
};
