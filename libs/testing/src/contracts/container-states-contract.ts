import type { ContainerStates, PublishedContainer } from '@whisker/container-pool';
import { isDeepStrictEqual } from 'node:util';
import { openForEach, uniqueName, type OpenPort } from './port-under-test';

const DEADLINE_MS = 5_000;
const STEP_MS = 10;

const container = (id: string, members: Partial<PublishedContainer> = {}): PublishedContainer => ({
  id,
  kind: 'nodejs:20',
  state: 'prewarmed',
  memoryMb: 256,
  ...members,
});

/** Declares the suite of the port {@link ContainerStates}. Each opening is of an invoker no other test is about. */
export function containerStatesContract(name: string, open: OpenPort<ContainerStates>): void {
  describe(`${name} as ContainerStates`, () => {
    const bench = openForEach(open);

    it('tells nothing before something was published', async () => {
      expect(await bench.subject.read()).toEqual([]);
    });

    it('tells what was published, ordered by id', async () => {
      const hot = container(`b/${uniqueName()}`, {
        state: 'hot',
        namespace: 'guest',
        action: 'guest/ä',
        revision: '1-a',
      });
      const blackbox = container('a', { kind: 'blackbox', image: 'registry/image:tag' });
      bench.subject.publish([hot, blackbox]);
      await tells(bench.subject, [blackbox, hot]);
    });

    it('tells the newest, and no more of what is gone', async () => {
      bench.subject.publish([container('a'), container('b'), container('c')]);
      bench.subject.publish([container('a', { state: 'hot' }), container('b')]);
      bench.subject.publish([container('a', { state: 'paused' })]);
      await tells(bench.subject, [container('a', { state: 'paused' })]);
      bench.subject.publish([]);
      await tells(bench.subject, []);
    });

    it('tells many at a time', async () => {
      const many = Array.from({ length: 150 }, (_, index) => container(`c${1000 + index}`));
      bench.subject.publish(many);
      await tells(bench.subject, many);
    });

    it('tells after a restart of the invoker what was told before, and takes it over', async () => {
      bench.subject.publish([container('a'), container('b')]);
      const restarted = await bench.reopen();
      await tells(restarted, [container('a'), container('b')]);
      restarted.publish([container('b')]);
      await tells(restarted, [container('b')]);
    });
  });
}

async function tells(subject: ContainerStates, expected: readonly PublishedContainer[]): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!isDeepStrictEqual(await subject.read(), expected) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  expect(await subject.read()).toEqual(expected);
}
