import { Json } from '@whisker/entities';
import { action, call, caller, NOW, parameter, recordOf, setUp } from './testing/builders';

describe('a call that does not wait', () => {
  it('is accepted with its id once the message is sent', async () => {
    const { invoker, scheduler } = setUp();
    await expect(invoker.invoke(call({ blocking: false }))).resolves.toEqual({
      type: 'accepted',
      activationId: 'id-1',
    });
    expect(scheduler.sent).toHaveLength(1);
  });

  it('may start a quarter of an hour later, another within a minute', async () => {
    const { invoker, scheduler } = setUp();
    await invoker.invoke(call({ blocking: false }));
    void invoker.invoke(call());
    expect(scheduler.sent.map(({ message }) => message.startBy - NOW)).toEqual([900_000, 60_000]);
  });

  it('may start when configured', async () => {
    const { invoker, scheduler } = setUp({ startWithin: { nonBlocking: 5 } });
    await invoker.invoke(call({ blocking: false }));
    expect(scheduler.last.message.startBy).toBe(NOW + 5);
  });
});

describe('the message', () => {
  it('says all an invoker must know', async () => {
    const { invoker, scheduler } = setUp();
    const name = { namespace: 'provider', package: 'tools', name: 'hammer' };
    const parameters = [parameter('S', 'x', true), parameter('a', 1)];
    const resolved = { action: action({ name, parameters }), revision: 'r7', binding: 'guest/bound' };
    const one = call({ action: resolved, payload: Json.of({ b: 2 }), blocking: false, cause: 'c'.repeat(32) });
    await invoker.invoke(one);
    const { content, ...message } = scheduler.last.message;
    expect(content.value).toEqual({ S: 'x', a: 1, b: 2 });
    expect(message).toEqual({
      transaction: one.transaction,
      activationId: 'id-1',
      action: { name, version: '0.0.3', revision: 'r7', binding: 'guest/bound' },
      caller,
      controller: '0',
      blocking: false,
      initParameters: ['S'],
      cause: 'c'.repeat(32),
      startBy: NOW + 900_000,
    });
  });

  it('has no cause and no binding by default', async () => {
    const { invoker, scheduler } = setUp();
    await invoker.invoke(call({ blocking: false }));
    expect(scheduler.last.message).not.toHaveProperty('cause');
    expect(scheduler.last.message.action).not.toHaveProperty('binding');
  });

  it('is placed by what the action needs', async () => {
    const { invoker, scheduler } = setUp();
    const exec = { type: 'blackbox', kind: 'blackbox', image: 'me/mine', binary: false, hasCode: false } as const;
    const limits = { timeout: 100, memory: 512, logs: 0, concurrency: 5 };
    await invoker.invoke(call({ action: { action: action({ exec, limits }), revision: 'r' }, blocking: false }));
    expect(scheduler.last.request).toEqual({ memoryMb: 512, timeoutMs: 100, concurrency: 5, blackbox: true });
  });
});

describe('a call that is refused', () => {
  it.each([true, false])('as its kind is deprecated is not sent (blocking: %s) {errors.4.21}', async (blocking) => {
    const { invoker, scheduler } = setUp();
    const old = action({ exec: { type: 'code', kind: 'nodejs:6', binary: false } });
    await expect(invoker.invoke(call({ action: { action: old, revision: 'r' }, blocking }))).rejects.toThrow(
      "The 'nodejs:6' runtime is no longer supported. You may read and delete but not update or invoke this action.",
    );
    expect(scheduler.sent).toEqual([]);
  });

  it('as it names a final parameter is not sent {errors.4.23}', async () => {
    const { invoker, scheduler } = setUp();
    const final = action({ parameters: [parameter('a', 1)], annotations: [{ key: 'final', value: true }] });
    const refused = invoker.invoke(call({ action: { action: final, revision: 'r' }, payload: Json.of({ a: 2 }) }));
    await expect(refused).rejects.toMatchObject({ code: 'parametersNotAllowed' });
    expect(scheduler.sent).toEqual([]);
  });

  it('as parameters and payload together are too large is not sent {errors.1.6}', async () => {
    const { invoker, scheduler } = setUp();
    const large = action({ parameters: [parameter('a', 'x'.repeat(600_000))] });
    const refused = invoker.invoke(
      call({ action: { action: large, revision: 'r' }, payload: Json.of({ b: 'x'.repeat(600_000) }) }),
    );
    await expect(refused).rejects.toMatchObject({ code: 'requestTooLarge' });
    expect(scheduler.sent).toEqual([]);
  });

  it('by the scheduler passes that on', async () => {
    const { invoker, scheduler } = setUp();
    scheduler.failure = new Error('no invoker');
    await expect(invoker.invoke(call())).rejects.toThrow('no invoker');
  });
});

describe('a call that waits', () => {
  it('is completed by the record of its run', async () => {
    const { invoker, scheduler, time } = setUp();
    scheduler.answer = ({ message, succeed }) => succeed(recordOf(message, { a: 1 }));
    const outcome = await invoker.invoke(call());
    expect(outcome).toMatchObject({ type: 'completed', activation: { activationId: 'id-1' } });
    expect(time.pending).toBe(0);
  });
});
