import { Json } from '@whisker/entities';
import type { ExpectedStreams, IncomingStream } from '@whisker/response-streams';
import { Readable } from 'node:stream';
import { call, recordOf, setUp } from './testing/builders';
import { settle } from './testing/fakes';
import { echo, setUpComposed } from './testing/composed';

/** Notes who expects what. */
class FakeStreams implements ExpectedStreams {
  readonly expected = new Map<string, (stream: IncomingStream) => void>();

  expect(activationId: string, receive: (stream: IncomingStream) => void): () => void {
    this.expected.set(activationId, receive);
    return () => void this.expected.delete(activationId);
  }
}

const stream: IncomingStream = { activationId: 'id-1', head: Json.emptyObject, body: Readable.from([]) };

describe('a call that takes a stream', () => {
  it('gets it while it waits', async () => {
    const streams = new FakeStreams();
    const { invoker, scheduler } = setUp({ streams });
    const received: IncomingStream[] = [];
    const outcome = invoker.invoke(call({ onStream: (incoming) => received.push(incoming) }));
    await settle();
    expect(scheduler.last.message).toMatchObject({ activationId: 'id-1', stream: true });
    streams.expected.get('id-1')?.(stream);
    expect(received).toEqual([stream]);
    scheduler.last.succeed(recordOf(scheduler.last.message));
    expect(await outcome).toMatchObject({ type: 'completed' });
  });

  it.each([
    [
      'has its answer',
      (all: ReturnType<typeof setUp>) => all.scheduler.last.succeed(recordOf(all.scheduler.last.message)),
    ],
    ['has waited long enough', (all: ReturnType<typeof setUp>) => all.time.pass(60_000)],
  ])('expects it no longer when it %s', async (_, end) => {
    const streams = new FakeStreams();
    const all = setUp({ streams });
    const outcome = all.invoker.invoke(call({ onStream: () => undefined }));
    await settle();
    expect([...streams.expected.keys()]).toEqual(['id-1']);
    end(all);
    await outcome;
    expect(streams.expected.size).toBe(0);
  });

  it('expects it no longer if it cannot be sent', async () => {
    const streams = new FakeStreams();
    const { invoker, scheduler } = setUp({ streams });
    scheduler.failure = new Error('no bus');
    await expect(invoker.invoke(call({ onStream: () => undefined }))).rejects.toThrow('no bus');
    expect(streams.expected.size).toBe(0);
  });

  it('is as any other where streams do not arrive', async () => {
    const { invoker, scheduler } = setUp();
    void invoker.invoke(call({ onStream: () => undefined }));
    await settle();
    expect(scheduler.last.message).not.toHaveProperty('stream');
  });

  it('of a sequence asks none of its components for it', async () => {
    const streams = new FakeStreams();
    const { scheduler, invoke } = setUpComposed({ sequences: { s: ['a', 'b'] } }, { streams });
    scheduler.answer = echo;
    await invoke('s', { onStream: () => undefined });
    expect(scheduler.sent.map(({ message }) => message.stream)).toEqual([undefined, undefined]);
  });
});
