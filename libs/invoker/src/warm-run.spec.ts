import { Json } from '@whisker/entities';
import { annotationsOf, ID, message, NOW, resultOf, runOne, startInvoker } from './testing/builders';
import { answered } from './testing/fake-container';

describe('a run in a hot container', () => {
  it('ends in this record', async () => {
    const all = await startInvoker();
    all.pool.prepare = ({ container }) => {
      container.runAnswer = () => {
        all.time.pass(12);
        return answered('{"got":1}');
      };
    };
    const { record } = await runOne(all);
    expect({
      ...record,
      response: { ...record.response, result: resultOf(record) },
      annotations: annotationsOf(record),
    }).toEqual({
      namespace: 'guest',
      name: 'hello',
      version: '0.0.3',
      subject: 'guest-subject',
      activationId: ID,
      start: NOW,
      end: NOW + 12,
      duration: 12,
      response: { statusCode: 0, result: { got: 1 }, size: 9 },
      logs: [],
      annotations: {
        path: 'guest/hello',
        waitTime: 30,
        kind: 'nodejs:20',
        timeout: false,
        limits: { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 },
      },
      publish: false,
    });
  });

  it('is journalled, stored, struck off the journal and acknowledged, in this order', async () => {
    const all = await startInvoker();
    all.pool.prepare = ({ container }) => {
      container.runAnswer = () => (all.events.push('run'), answered('{}'));
    };
    await runOne(all);
    expect(all.events).toEqual(['started a', 'run', 'store a', 'finished a', 'done a']);
  });

  it('asks for a container of the action, the caller and the deadline', async () => {
    const all = await startInvoker();
    await runOne(all);
    expect(all.pool.requests).toEqual([
      {
        namespace: 'guest',
        action: { name: 'guest/hello', revision: 'r1' },
        spec: { kind: 'nodejs:20', memoryMb: 256, concurrency: 1 },
        deadline: NOW + 60_000,
      },
    ]);
  });

  it('sends the content as it came, and these fields {limits.5.3}', async () => {
    const all = await startInvoker();
    const content = Json.trusted('{"x": 1}');
    await runOne(all, message({ content }));
    const [run] = all.pool.last.container.runs;
    expect(run?.value).toBe(content);
    expect(run?.fields).toEqual({
      namespace: 'guest',
      action_name: '/guest/hello',
      action_version: '0.0.3',
      activation_id: ID,
      transaction_id: 't'.repeat(32),
      deadline: String(NOW + 60_000),
    });
    expect(run?.options).toEqual({ timeout: 60_000, maxBytes: 1_048_576, truncation: 1_048_576 });
  });

  it('reads the action once, and no code', async () => {
    const all = await startInvoker();
    for (const first of ['a', 'b', 'c']) await runOne(all, message({ activationId: first.repeat(32) }));
    expect([all.entities.gets, all.entities.codeReads, all.pool.last.container.inits.length]).toEqual([1, 0, 0]);
  });

  it('gives the container back before the record is stored', async () => {
    const all = await startInvoker();
    const store = all.activations.store.bind(all.activations);
    let released: readonly string[] = [];
    all.activations.store = (record) => {
      released = [...all.pool.last.calls];
      return store(record);
    };
    await runOne(all);
    expect(released).toEqual(['release keep']);
  });

  it('arms no timer', async () => {
    const all = await startInvoker();
    await runOne(all);
    expect(all.time.pending).toBe(0);
  });

  it('acknowledges a blocking call with its record, another without', async () => {
    const all = await startInvoker();
    const blocking = await runOne(all);
    expect(blocking.acknowledgement).toMatchObject({
      activationId: ID,
      invoker: 0,
      systemError: false,
      slotFree: true,
    });
    expect(blocking.acknowledgement?.record).toBe(blocking.record);
    const other = await runOne(all, message({ activationId: 'b'.repeat(32), blocking: false }));
    expect(other.acknowledgement).toEqual({
      activationId: 'b'.repeat(32),
      invoker: 0,
      systemError: false,
      slotFree: true,
    });
  });

  it('tells the controller that sent it', async () => {
    const all = await startInvoker();
    await runOne(all, message({ controller: '7' }));
    expect(all.bus.acknowledgements.map(({ topic }) => topic)).toEqual(['completed7']);
  });
});
