import { acknowledgement, activationMessage, publishRequest, startScheduler } from './testing/builders';

const MINUTE = 60_000;

describe('an activation that is never acknowledged', () => {
  it('is given up twice its time limit and a minute after it was sent {limits.5.5}', async () => {
    const { scheduler, time } = await startScheduler();
    const { completed } = await scheduler.publish(activationMessage(), publishRequest({ timeoutMs: 10_000 }));
    time.pass(20_000 + MINUTE - 1);
    expect(scheduler.size).toBe(1);
    time.pass(1000);
    await expect(completed).rejects.toMatchObject({ code: 'internal' });
    expect([scheduler.size, scheduler.inFlight('guest-uuid'), scheduler.invokers[0]?.freeMb]).toEqual([0, 0, 1024]);
    expect(scheduler.counts).toMatchObject({ forced: 1, completed: 0 });
  });

  it('has that time from the latest moment at which its run may start', async () => {
    const { scheduler, time } = await startScheduler();
    const startBy = time.clock() + 10 * MINUTE;
    await scheduler.publish(activationMessage({ blocking: false, startBy }), publishRequest({ timeoutMs: 10_000 }));
    time.pass(10 * MINUTE + 19_000);
    expect(scheduler.size).toBe(1);
    time.pass(2000);
    expect(scheduler.size).toBe(0);
  });

  it('has no such patience for an invoker that left', async () => {
    const { scheduler, time, membership } = await startScheduler();
    const startBy = time.clock() + 10 * MINUTE;
    await scheduler.publish(activationMessage({ blocking: false, startBy }), publishRequest({ timeoutMs: 10_000 }));
    membership.setInvokers();
    time.pass(MINUTE + 21_000);
    expect(scheduler.size).toBe(0);
  });

  it('frees its slot once: a late acknowledgement is only counted', async () => {
    const { scheduler, time, bus } = await startScheduler();
    await scheduler.publish(activationMessage(), publishRequest());
    time.pass(4 * MINUTE);
    bus.acknowledge(acknowledgement());
    expect(scheduler.invokers[0]).toMatchObject({ inFlight: 0, freeMb: 1024 });
    expect(scheduler.counts).toMatchObject({ forced: 1, completed: 0, late: 1 });
  });

  it('may have limits of its own', async () => {
    const { scheduler, time } = await startScheduler({ limits: { lostFactor: 1, lostAddonMs: 500, sweepMs: 100 } });
    await scheduler.publish(activationMessage(), publishRequest({ timeoutMs: 1000 }));
    time.pass(1500);
    expect(scheduler.size).toBe(0);
  });

  it('costs no timer of its own', async () => {
    const { scheduler, time } = await startScheduler();
    for (const activationId of ['1', '2', '3'])
      await scheduler.publish(activationMessage({ activationId }), publishRequest());
    expect(time.pending).toBe(1);
  });
});
