/**
 * Where a container stands. `busy` and `idle` are hot: initialised and running; `idle` has no lease and is in grace
 * before a pause.
 */
export type ContainerState =
  'creating' | 'prewarmed' | 'initialising' | 'busy' | 'idle' | 'pausing' | 'paused' | 'resuming' | 'removing' | 'gone';

/** What happens to a container. */
export type ContainerEvent =
  | 'created'
  | 'create-failed'
  | 'lease'
  | 'initialised'
  | 'free'
  | 'pause'
  | 'paused'
  | 'pause-failed'
  | 'resume'
  | 'resumed'
  | 'resume-failed'
  | 'remove'
  | 'removed';

type Row = Readonly<Partial<Record<ContainerEvent, ContainerState>>>;

/**
 * The whole life of a container. The driver does one of create, pause, resume, destroy at a time, hence no way out of
 * `creating`, `pausing`, `resuming` and `removing` but their own end.
 */
export const containerTransitions: Readonly<Record<ContainerState, Row>> = {
  creating: { created: 'prewarmed', 'create-failed': 'gone' },
  prewarmed: { lease: 'initialising', remove: 'removing' },
  initialising: { initialised: 'busy', remove: 'removing' },
  busy: { lease: 'busy', free: 'idle', remove: 'removing' },
  idle: { lease: 'busy', pause: 'pausing', remove: 'removing' },
  pausing: { paused: 'paused', 'pause-failed': 'idle' },
  paused: { resume: 'resuming', remove: 'removing' },
  resuming: { resumed: 'idle', 'resume-failed': 'removing' },
  removing: { removed: 'gone' },
  gone: {},
};

/** All states, in order of life. */
export const containerStates = Object.keys(containerTransitions) as readonly ContainerState[];

/** The pool asked for a step the table does not have: a fault in the pool itself. */
export class IllegalTransition extends Error {
  readonly state: ContainerState;
  readonly event: ContainerEvent;

  constructor(state: ContainerState, event: ContainerEvent) {
    super(`a container that is '${state}' cannot take '${event}'`);
    this.name = 'IllegalTransition';
    this.state = state;
    this.event = event;
  }
}

/** The state after `event`. @throws IllegalTransition if the table has no such step */
export function next(state: ContainerState, event: ContainerEvent): ContainerState {
  const to = containerTransitions[state][event];
  if (to === undefined) throw new IllegalTransition(state, event);
  return to;
}

/** True if the table has this step. */
export function allows(state: ContainerState, event: ContainerEvent): boolean {
  return containerTransitions[state][event] !== undefined;
}
