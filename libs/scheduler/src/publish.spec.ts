import { activationMessage, acknowledgement, publishRequest, startScheduler } from './testing/builders';

describe('publish', () => {
  it('sends the message to the topic of the invoker chosen', async () => {
    const { scheduler, bus } = await startScheduler();
    const message = activationMessage();
    await scheduler.publish(message, publishRequest());
    expect(bus.produced).toEqual([{ topic: 'invoker0', message }]);
  });

  it('counts what is in flight by namespace', async () => {
    const { scheduler } = await startScheduler();
    await scheduler.publish(activationMessage(), publishRequest());
    expect([scheduler.inFlight('guest-uuid'), scheduler.inFlight('other'), scheduler.size]).toEqual([1, 0, 1]);
  });

  it('offers a result for blocking calls only', async () => {
    const { scheduler } = await startScheduler();
    const blocking = await scheduler.publish(activationMessage({ activationId: '1' }), publishRequest());
    const other = await scheduler.publish(activationMessage({ activationId: '2', blocking: false }), publishRequest());
    expect([blocking.completed === undefined, other.completed === undefined]).toEqual([false, true]);
  });

  it('resolves when the bus has confirmed', async () => {
    const { scheduler, bus } = await startScheduler();
    let confirm: () => void = () => undefined;
    bus.produce = () => new Promise((resolve) => (confirm = resolve));
    const states: string[] = [];
    const published = scheduler.publish(activationMessage(), publishRequest()).then(() => states.push('published'));
    states.push('before');
    await Promise.resolve();
    states.push('still before');
    confirm();
    await published;
    expect(states).toEqual(['before', 'still before', 'published']);
  });

  it('passes on what the bus throws and keeps nothing in flight', async () => {
    const { scheduler, bus } = await startScheduler();
    bus.failure = new Error('topic is full');
    await expect(scheduler.publish(activationMessage(), publishRequest())).rejects.toThrow('topic is full');
    expect([scheduler.size, scheduler.inFlight('guest-uuid'), scheduler.invokers[0]?.freeMb]).toEqual([0, 0, 1024]);
  });

  it('is refused without invokers', async () => {
    const { scheduler } = await startScheduler({}, []);
    await expect(scheduler.publish(activationMessage(), publishRequest())).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(scheduler.counts).toMatchObject({ refused: 1, published: 0 });
  });

  it('is refused when an invoker has as much in flight as it may', async () => {
    const { scheduler } = await startScheduler({ limits: { inFlightPerInvoker: 1 } });
    await scheduler.publish(activationMessage({ activationId: '1' }), publishRequest());
    const second = scheduler.publish(activationMessage({ activationId: '2' }), publishRequest());
    await expect(second).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('overloads an invoker rather than refusing, and counts it', async () => {
    const { scheduler } = await startScheduler({}, [256]);
    await scheduler.publish(activationMessage({ activationId: '1' }), publishRequest());
    await scheduler.publish(activationMessage({ activationId: '2' }), publishRequest());
    expect(scheduler.counts).toMatchObject({ published: 2, overloaded: 1 });
    expect(scheduler.invokers).toEqual([{ number: 0, alive: true, inFlight: 2, freeMb: -256 }]);
  });

  it('knows invokers that join later and forgets none that left', async () => {
    const { scheduler, membership } = await startScheduler({}, []);
    membership.setInvokers(512);
    await scheduler.publish(activationMessage(), publishRequest());
    membership.setInvokers();
    expect(scheduler.invokers).toEqual([{ number: 0, alive: false, inFlight: 1, freeMb: 256 }]);
  });

  it('may be acknowledged before the bus confirms', async () => {
    const { scheduler, bus } = await startScheduler();
    bus.onProduce = ({ activationId }) => bus.acknowledge(acknowledgement({ activationId }));
    const { completed } = await scheduler.publish(activationMessage(), publishRequest());
    await expect(completed).resolves.toBeUndefined();
    expect(scheduler.size).toBe(0);
  });
});
