import { RetryPolicy } from './retry-policy';
import type { FireAnswer } from './trigger-api';

const refused = (status: number): FireAnswer => ({ type: 'refused', status });
const unknown: FireAnswer = { type: 'unknown', reason: 'reset' };

describe('RetryPolicy', () => {
  it.each([408, 409, 429, 500, 502, 503])('tries again after %d', (status) => {
    expect(new RetryPolicy().judge(refused(status))).toEqual({ type: 'retry', afterMs: 1000 });
  });

  it('tries again without an answer, at most ten times', () => {
    const policy = new RetryPolicy();
    const verdicts = Array.from({ length: 11 }, () => policy.judge(unknown).type);
    expect(verdicts).toEqual([...Array.from({ length: 10 }, () => 'retry'), 'give-up']);
  });

  it('waits the longer the more often it is told to slow down, and then disables', () => {
    const policy = new RetryPolicy();
    const pauses = Array.from({ length: 10 }, () => policy.judge(refused(429))).map((verdict) =>
      verdict.type === 'retry' ? verdict.afterMs / 1000 : verdict.type,
    );
    expect(pauses).toEqual([1, 4, 9, 16, 25, 36, 49, 64, 81, 100]);
    expect(policy.judge(refused(429))).toEqual({
      type: 'disable',
      statusCode: 429,
      message: 'Automatically disabled after continuously receiving a 429 status code when firing the trigger',
    });
  });

  it.each([400, 401, 403, 404, 413])('disables after %d', (statusCode) => {
    expect(new RetryPolicy().judge(refused(statusCode))).toEqual({
      type: 'disable',
      statusCode,
      message: `Trigger automatically disabled: Received a ${statusCode} status code when firing the trigger`,
    });
  });

  it('is done once it was accepted', () => {
    expect(new RetryPolicy().judge({ type: 'accepted' })).toEqual({ type: 'done' });
  });
});
