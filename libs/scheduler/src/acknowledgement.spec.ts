import {
  acknowledgement,
  activationMessage,
  activationRecord,
  publishRequest,
  startScheduler,
} from './testing/builders';

async function published(blocking = true) {
  const started = await startScheduler();
  const { completed } = await started.scheduler.publish(activationMessage({ blocking }), publishRequest());
  return { ...started, completed };
}

const record = activationRecord('a'.repeat(32));

describe('acknowledgement', () => {
  it('is taken from the topic of this controller', async () => {
    const { bus } = await startScheduler({ controllerId: '7' });
    expect(bus.consumed).toEqual(['completed7']);
  });

  it('with the record and a free slot ends an activation', async () => {
    const { scheduler, bus, completed } = await published();
    bus.acknowledge(acknowledgement({ record }));
    await expect(completed).resolves.toBe(record);
    expect([scheduler.size, scheduler.invokers[0]?.freeMb]).toEqual([0, 1024]);
    expect(scheduler.counts).toMatchObject({ completed: 1, late: 0 });
  });

  it('may bring the result first and the slot later', async () => {
    const { scheduler, bus, completed } = await published();
    bus.acknowledge(acknowledgement({ record, slotFree: false }));
    await expect(completed).resolves.toBe(record);
    expect(scheduler.inFlight('guest-uuid')).toBe(1);
    bus.acknowledge(acknowledgement());
    expect(scheduler.inFlight('guest-uuid')).toBe(0);
  });

  it('of a free slot without a record sends the caller to the store', async () => {
    const { bus, completed } = await published();
    bus.acknowledge(acknowledgement());
    await expect(completed).resolves.toBeUndefined();
  });

  it('frees the slot of a call nobody waits for', async () => {
    const { scheduler, bus } = await published(false);
    bus.acknowledge(acknowledgement());
    expect(scheduler.size).toBe(0);
  });

  it('that comes twice frees one slot', async () => {
    const { scheduler, bus } = await published();
    bus.acknowledge(acknowledgement({ record }));
    bus.acknowledge(acknowledgement({ record }));
    expect(scheduler.invokers[0]).toMatchObject({ inFlight: 0, freeMb: 1024 });
    expect(scheduler.counts).toMatchObject({ completed: 1, late: 1 });
  });

  it('of something unknown is counted and nothing else', async () => {
    const { scheduler, bus } = await published();
    bus.acknowledge(acknowledgement({ activationId: 'b'.repeat(32), record }));
    expect(scheduler.counts).toMatchObject({ completed: 0, late: 1 });
    expect(scheduler.size).toBe(1);
  });
});
