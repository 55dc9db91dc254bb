import { acknowledgement, activationMessage, publishRequest, startScheduler } from './testing/builders';

describe('draining', () => {
  it('refuses new work', async () => {
    const { scheduler, time } = await startScheduler();
    await scheduler.drain(time.clock() + 1000);
    await expect(scheduler.publish(activationMessage(), publishRequest())).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('ends as soon as nothing is in flight', async () => {
    const { scheduler, bus, time, membership } = await startScheduler();
    const { completed } = await scheduler.publish(activationMessage(), publishRequest());
    const drained = scheduler.drain(time.clock() + 60_000);
    bus.acknowledge(acknowledgement());
    await drained;
    await expect(completed).resolves.toBeUndefined();
    expect([bus.closedFeeds, membership.watches, time.pending]).toEqual([1, 0, 0]);
  });

  it('ends at its deadline and tells those who wait', async () => {
    const { scheduler, time } = await startScheduler();
    const { completed } = await scheduler.publish(activationMessage(), publishRequest());
    const drained = scheduler.drain(time.clock() + 5000);
    time.pass(5000);
    await drained;
    await expect(completed).rejects.toMatchObject({ code: 'unavailable' });
    expect([scheduler.size, time.pending]).toEqual([0, 0]);
  });

  it('may be cut short', async () => {
    const { scheduler } = await startScheduler();
    const { completed } = await scheduler.publish(activationMessage(), publishRequest());
    await scheduler.close();
    await expect(completed).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('disabling', () => {
  it('refuses new work and lets what is in flight end', async () => {
    const { scheduler, bus } = await startScheduler();
    const { completed } = await scheduler.publish(activationMessage(), publishRequest());
    scheduler.disable();
    await expect(scheduler.publish(activationMessage(), publishRequest())).rejects.toMatchObject({
      code: 'unavailable',
    });
    bus.acknowledge(acknowledgement());
    await expect(completed).resolves.toBeUndefined();
  });
});
