import type { ActivationStore } from '@whisker/activation-store';
import type { ContainerPool } from '@whisker/container-pool';
import { type Clock, type Identity, type SystemLimits, systemTimers, type Timers } from '@whisker/entities';
import type { EntityStore } from '@whisker/entity-store';
import type { Membership } from '@whisker/membership';
import type { MessageBus } from '@whisker/message-bus';
import type { ResponseStreams } from '@whisker/response-streams';
import type { ArgumentKeys } from './argument-opener';
import type { InitExit } from './classify';
import type { RunJournal } from './run-journal';
import type { RunObserver } from './run-observer';
import { StorePolicy } from './store-policy';

/** Where the invoker reports what nobody waits for. */
export interface InvokerLog {
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  /** A fault in the platform itself. */
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
}

export interface InvokerOptions {
  readonly bus: MessageBus;
  /** Its `maxWaiting` must not be below `capacity`, else work is refused that could have waited. */
  readonly pool: Pick<ContainerPool, 'acquire' | 'acquireNow'>;
  readonly entities: Pick<EntityStore, 'get' | 'readCode'>;
  readonly activations: Pick<ActivationStore, 'store' | 'get'>;
  readonly journal: RunJournal;
  readonly membership: Membership;
  /** Number of this invoker and of its topic. */
  readonly number: number;
  /** New at every start of the process. */
  readonly bootId: string;
  /** Memory for action containers as announced to controllers, MB. */
  readonly userMemory: number;
  /** Default none. */
  readonly tags?: readonly string[];
  /** Activations taken from the bus and not done, at most. Default 256. */
  readonly capacity?: number;
  readonly limits: SystemLimits;
  /** Takes the bodies that web actions stream. Absent: they are answered whole. */
  readonly streams?: ResponseStreams;
  /** The API key of a caller, `uuid:key`; asked only for actions that want it. */
  readonly apiKeyOf: (caller: Identity) => Promise<string | undefined>;
  /** Opens encrypted parameters and references to secrets. Default: runs that have some fail. */
  readonly argumentKeys?: ArgumentKeys;
  /** Namespaces whose activations are ended without being run or recorded. Default none. */
  readonly blacklist?: { has(namespace: string): boolean };
  /** Given to actions as `__OW_API_HOST` at /init. Absent: containers have it in their own environment. */
  readonly apiHost?: string;
  /**
   * True: a record is stored before anybody is told that the activation ended (for stores that take microseconds).
   * False: the result is sent at once, and stored after it.
   */
  readonly recordBeforeAck: boolean;
  /** Default: everything is stored but what namespaces forbid. */
  readonly storePolicy?: StorePolicy;
  /** What a runtime that ends during /init counts as. Default `time-limit`, as OpenWhisk. */
  readonly initExit?: InitExit;
  /** Ends the logs of every developer error with the line that data might be missing. Default true. */
  readonly developerErrorRemark?: boolean;
  /** Adds Whisker's own annotations `startKind`, `queueTime`, `containerTime`, `runTime` to records. Default false. */
  readonly timingAnnotations?: boolean;
  /** Run-ready actions kept. Default 1000. */
  readonly cachedActions?: number;
  /** Default: nobody. */
  readonly observer?: RunObserver;
  /** Default: silent. */
  readonly log?: InvokerLog;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: the system's. */
  readonly timers?: Timers;
}

type Defaulted =
  | 'tags'
  | 'blacklist'
  | 'capacity'
  | 'storePolicy'
  | 'initExit'
  | 'developerErrorRemark'
  | 'timingAnnotations'
  | 'cachedActions'
  | 'observer'
  | 'log'
  | 'clock'
  | 'timers';

/** {@link InvokerOptions} with every default in place. */
export type InvokerSettings = InvokerOptions & Required<Pick<InvokerOptions, Defaulted>>;

const silent: InvokerLog = { warn: () => undefined, error: () => undefined };

/** Fills in the defaults. */
export function settingsOf(options: InvokerOptions): InvokerSettings {
  return {
    tags: [],
    blacklist: new Set(),
    capacity: 256,
    storePolicy: new StorePolicy(),
    initExit: 'time-limit',
    developerErrorRemark: true,
    timingAnnotations: false,
    cachedActions: 1000,
    observer: {},
    log: silent,
    clock: Date.now,
    timers: systemTimers,
    ...options,
  };
}
