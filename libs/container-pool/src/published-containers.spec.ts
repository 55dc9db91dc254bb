import { containerStates } from './container-states';
import { publishedContainers } from './published-containers';
import type { ContainerView } from './pool-snapshot';

const view = (id: string, state: ContainerView['state']): ContainerView => ({
  id,
  kind: 'nodejs:20',
  state,
  memoryMb: 256,
  active: 0,
  lastUsed: 1,
});

describe('publishedContainers', () => {
  it('tells the same of a container whether it works or not, and nothing of one that is gone', () => {
    const told = publishedContainers(containerStates.map((state) => view(state, state)));
    expect(Object.fromEntries(told.map(({ id, state }) => [id, state]))).toEqual({
      creating: 'creating',
      prewarmed: 'prewarmed',
      initialising: 'hot',
      busy: 'hot',
      idle: 'hot',
      pausing: 'hot',
      paused: 'paused',
      resuming: 'paused',
      removing: 'removing',
    });
  });

  it('tells whose it is, once it is somebody’s, and nothing that changes with every run', () => {
    const owned = { ...view('c', 'busy'), namespace: 'guest', action: 'guest/hello', revision: '1-a', image: 'i' };
    expect(publishedContainers([view('b', 'prewarmed'), owned])).toEqual([
      { id: 'b', kind: 'nodejs:20', state: 'prewarmed', memoryMb: 256 },
      {
        id: 'c',
        kind: 'nodejs:20',
        image: 'i',
        namespace: 'guest',
        action: 'guest/hello',
        revision: '1-a',
        state: 'hot',
        memoryMb: 256,
      },
    ]);
  });
});
