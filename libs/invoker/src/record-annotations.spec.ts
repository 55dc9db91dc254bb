import { action, annotationsOf, message, NOW, runOne, startInvoker } from './testing/builders';
import { answered, timedOut } from './testing/fake-container';

describe('the record', () => {
  it('of a packaged action reached through a binding names both', async () => {
    const all = await startInvoker();
    const name = { namespace: 'provider', package: 'tools', name: 'hammer' };
    all.entities.put(action({ name }), 'r1', 'code');
    const { record } = await runOne(
      all,
      message({ action: { name, version: '0.0.3', revision: 'r1', binding: 'guest/bound' } }),
    );
    expect(record).toMatchObject({ namespace: 'guest', name: 'hammer', subject: 'guest-subject' });
    expect(annotationsOf(record)).toMatchObject({ path: 'provider/tools/hammer', binding: 'guest/bound' });
    expect(all.pool.last.container.runs[0]?.fields).toMatchObject({
      namespace: 'guest',
      action_name: '/provider/tools/hammer',
    });
  });

  it('of a part of a sequence names its cause', async () => {
    const all = await startInvoker();
    const { record } = await runOne(all, message({ cause: 'c'.repeat(32) }));
    expect(record.cause).toBe('c'.repeat(32));
    expect(annotationsOf(record)['causedBy']).toBe('sequence');
  });

  it('has neither by default', async () => {
    const all = await startInvoker();
    const { record } = await runOne(all);
    expect(record).not.toHaveProperty('cause');
    expect(Object.keys(annotationsOf(record))).toEqual(['path', 'waitTime', 'kind', 'timeout', 'limits']);
  });

  it('of a run beyond its time limit tells so {runtime-contract.1.answers.14}', async () => {
    const all = await startInvoker();
    all.pool.prepare = ({ container }) => (container.runAnswer = timedOut);
    const { record } = await runOne(all);
    expect(annotationsOf(record)['timeout']).toBe(true);
    expect(record.response).not.toHaveProperty('size');
  });

  it('has no negative waiting time if the clocks of two machines differ', async () => {
    const all = await startInvoker();
    const { record } = await runOne(all, message({ transaction: { id: 't', start: NOW + 500 } }));
    expect(annotationsOf(record)['waitTime']).toBe(0);
  });

  it('tells where the time went, if asked to', async () => {
    const all = await startInvoker({ timingAnnotations: true });
    all.pool.starts = ['cold'];
    all.pool.prepare = (lease) => {
      lease.containerMs = 20;
      lease.container.runAnswer = { ...answered('{}'), ms: 7.4 };
    };
    const { record } = await runOne(all);
    expect(annotationsOf(record)).toMatchObject({
      startKind: 'cold',
      queueTime: 10,
      containerTime: 20,
      initTime: 5,
      runTime: 7,
    });
  });

  it('of an activation that did not run has no such times', async () => {
    const all = await startInvoker({ timingAnnotations: true });
    all.pool.failure = new Error('docker is down');
    const { record } = await runOne(all);
    expect(annotationsOf(record)).not.toHaveProperty('startKind');
  });
});

describe('limits of the caller’s namespace', () => {
  const small = {
    subject: 'guest-subject',
    namespace: { name: 'guest', uuid: 'u' },
    limits: { maxPayloadSize: 1000, truncationSize: 10 },
  };
  const large = { ...small, limits: { maxPayloadSize: 1e9 } };

  it.each([
    [small, { timeout: 60_000, maxBytes: 1000, truncation: 10 }],
    [large, { timeout: 60_000, maxBytes: 1_048_576, truncation: 1_048_576 }],
  ])('hold for results, within those of the platform', async (caller, options) => {
    const all = await startInvoker();
    await runOne(all, message({ caller }));
    expect(all.pool.last.container.runs[0]?.options).toEqual(options);
  });
});
