import type { Annotations } from '@whisker/entities';
import { action, caller, resultOf, runOne, startInvoker } from './testing/builders';

async function startWith(annotations: Annotations, apiKeyOf?: () => Promise<string | undefined>) {
  const asked: unknown[] = [];
  const all = await startInvoker({ apiKeyOf: apiKeyOf ?? (async (of) => (asked.push(of), 'uuid:key')) });
  all.pool.starts = ['cold'];
  all.entities.put(action({ annotations }), 'r1', 'code');
  return { ...all, asked };
}

describe('the API key of the caller', () => {
  it.each<[string, Annotations]>([
    ['the annotation is absent', []],
    ['the annotation is true', [{ key: 'provide-api-key', value: true }]],
    ['the annotation is any text', [{ key: 'provide-api-key', value: 'false' }]],
  ])('is given if %s', async (_, annotations) => {
    const all = await startWith(annotations);
    await runOne(all);
    const { inits, runs } = all.pool.last.container;
    expect([inits[0]?.request.env['__OW_API_KEY'], runs[0]?.fields['api_key']]).toEqual(['uuid:key', 'uuid:key']);
    expect(all.asked).toEqual([caller]);
  });

  it.each([false, 0, '', null])('is not given, nor asked for, if the annotation is %j', async (value) => {
    const all = await startWith([{ key: 'provide-api-key', value }]);
    await runOne(all);
    const { inits, runs } = all.pool.last.container;
    expect(inits[0]?.request.env).not.toHaveProperty('__OW_API_KEY');
    expect(runs[0]?.fields).not.toHaveProperty('api_key');
    expect(all.asked).toEqual([]);
  });

  it('is left out if the caller has none', async () => {
    const all = await startWith([], async () => undefined);
    const { record } = await runOne(all);
    expect(all.pool.last.container.runs[0]?.fields).not.toHaveProperty('api_key');
    expect(record.response.statusCode).toBe(0);
  });

  it('that cannot be read is an internal error, without a container taken', async () => {
    const all = await startWith([], async () => {
      throw new Error('store is down');
    });
    const { record } = await runOne(all);
    expect(record.response.statusCode).toBe(3);
    expect(resultOf(record)).toEqual({ error: 'Failed to provision resources to run the action.' });
    expect([all.pool.leases, all.logged]).toEqual([[], ['error activation not provisioned']]);
  });
});
