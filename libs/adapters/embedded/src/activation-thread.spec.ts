import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { ActivationThread } from './activation-thread';

const path = pathsIn(temporaryFolder());

function open(): ActivationThread {
  const file = path('activations.db');
  return new ActivationThread({ file, logPrefix: `${file}-log.` });
}

describe('ActivationThread', () => {
  it('answers calls in the order they were made', async () => {
    const thread = open();
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => thread.call('count', { namespace: 'guest' }).then(() => order.push(n))));
    expect(order).toEqual([1, 2, 3]);
    await thread.close();
  });

  it('answers a call that fails with its error, and goes on', async () => {
    const thread = open();
    const failing = thread.call('takeIn', { segment: 9, upto: 1, last: false });
    await expect(failing).rejects.toMatchObject({ code: 'ENOENT', message: expect.stringContaining('log.9') });
    expect(await thread.call('remove', { before: 1, from: '', limit: 1 })).toEqual({ count: 0, next: undefined });
    await thread.abort();
  });

  it('leaves nobody waiting when it ends', async () => {
    const thread = open();
    const waiting = thread.call('count', { namespace: 'guest' });
    await Promise.all([
      expect(waiting).rejects.toThrow(/the thread that keeps .*activations\.db failed: it has ended/),
      thread.abort(),
    ]);
    await expect(thread.call('count', { namespace: 'guest' })).rejects.toThrow(/has ended/);
  });
});
