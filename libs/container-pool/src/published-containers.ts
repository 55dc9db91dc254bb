import type { ContainerState } from './container-states';
import type { ContainerView } from './pool-snapshot';

/**
 * What others are told of where a container stands. One that runs and one that could at once are both `hot`: work in
 * flight changes far too often to be told.
 */
export type PublishedState = 'creating' | 'prewarmed' | 'hot' | 'paused' | 'removing';

/** What others are told of a container, and its invoker after a restart. */
export interface PublishedContainer {
  /** The driver's id. */
  readonly id: string;
  readonly kind: string;
  readonly image?: string;
  /** Absent until an action uses it. */
  readonly namespace?: string;
  /** Printed full name; absent until an action uses it. */
  readonly action?: string;
  readonly revision?: string;
  readonly state: PublishedState;
  readonly memoryMb: number;
}

/** Port: where the containers of one invoker are told. Contract suite: `containerStatesContract` in `@whisker/testing`. */
export interface ContainerStates {
  /**
   * These are the invoker's containers now. May be called at every change: what is written is bounded in rate, the
   * newest wins, and what did not change is not written. Never throws; what cannot be written now is written later.
   */
  publish(containers: readonly PublishedContainer[]): void;
  /** Those told last, also by an earlier process of this invoker, ordered by id. @throws if they cannot be read */
  read(): Promise<readonly PublishedContainer[]>;
  /** Writes what is still to be written, if it can. */
  close(): Promise<void>;
}

const PUBLISHED: Readonly<Record<ContainerState, PublishedState | undefined>> = {
  creating: 'creating',
  prewarmed: 'prewarmed',
  initialising: 'hot',
  busy: 'hot',
  idle: 'hot',
  pausing: 'hot',
  paused: 'paused',
  resuming: 'paused',
  removing: 'removing',
  gone: undefined,
};

/** What is told of the containers of a pool; those that are gone are left out. */
export function publishedContainers(views: readonly ContainerView[]): readonly PublishedContainer[] {
  return views.flatMap(({ id, kind, image, namespace, action, revision, state, memoryMb }) => {
    const published = PUBLISHED[state];
    if (published === undefined) return [];
    return {
      id,
      kind,
      ...(image !== undefined && { image }),
      ...(namespace !== undefined && { namespace }),
      ...(action !== undefined && { action }),
      ...(revision !== undefined && { revision }),
      state: published,
      memoryMb,
    };
  });
}
