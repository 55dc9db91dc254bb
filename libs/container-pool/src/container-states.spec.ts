import {
  allows,
  containerStates,
  IllegalTransition,
  next,
  type ContainerEvent,
  type ContainerState,
} from './container-states';

const events: readonly ContainerEvent[] = [
  'created',
  'create-failed',
  'lease',
  'initialised',
  'free',
  'pause',
  'paused',
  'pause-failed',
  'resume',
  'resumed',
  'resume-failed',
  'remove',
  'removed',
];

const legal: Record<ContainerState, Partial<Record<ContainerEvent, ContainerState>>> = {
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

const cells = containerStates.flatMap((state) => events.map((event) => ({ state, event, to: legal[state][event] })));

describe('states of a container', () => {
  it.each(cells.filter(({ to }) => to !== undefined))('$state takes $event and becomes $to', ({ state, event, to }) => {
    expect(next(state, event)).toBe(to);
    expect(allows(state, event)).toBe(true);
  });

  it.each(cells.filter(({ to }) => to === undefined))('$state refuses $event', ({ state, event }) => {
    expect(() => next(state, event)).toThrow(IllegalTransition);
    expect(allows(state, event)).toBe(false);
  });

  it('names state and event of an illegal step', () => {
    const error = new IllegalTransition('gone', 'lease');
    expect(error).toMatchObject({
      state: 'gone',
      event: 'lease',
      message: "a container that is 'gone' cannot take 'lease'",
    });
  });

  it.each(containerStates.filter((state) => state !== 'gone'))('leads from %s to gone', (state) => {
    const reached = new Set<ContainerState>([state]);
    for (const from of reached) for (const event of events) if (allows(from, event)) reached.add(next(from, event));
    expect(reached).toContain('gone');
  });

  it('reaches every state from creating', () => {
    const reached = new Set<ContainerState>(['creating']);
    for (const from of reached) for (const event of events) if (allows(from, event)) reached.add(next(from, event));
    expect([...reached].sort()).toEqual([...containerStates].sort());
  });
});
