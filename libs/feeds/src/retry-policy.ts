import type { FireAnswer } from './trigger-api';

/** Further attempts to fire, at most (spec: feeds section 2). */
const MAX_RETRIES = 10;
const STEP_MS = 1000;
const TOO_MANY_REQUESTS = 429;
/** Statuses below 500 that pass. */
const PASSING = new Set([408, 409, TOO_MANY_REQUESTS]);

/** What to do after an attempt to fire. */
export type Verdict =
  | { readonly type: 'done' }
  | { readonly type: 'retry'; readonly afterMs: number }
  /** This fire is given up; the next one is tried. */
  | { readonly type: 'give-up' }
  /** The trigger is not to be fired any more. */
  | { readonly type: 'disable'; readonly statusCode: number; readonly message: string };

/** Judges the answers to the attempts of one fire, in their order. */
export class RetryPolicy {
  #retries = 0;
  /** Answers so far that said "too many requests". */
  #throttled = 0;

  judge(answer: FireAnswer): Verdict {
    if (answer.type === 'accepted') return { type: 'done' };
    const status = answer.type === 'refused' ? answer.status : undefined;
    if (status === TOO_MANY_REQUESTS) this.#throttled += 1;
    if (status !== undefined && status < 500 && !PASSING.has(status)) return notAllowed(status);
    this.#retries += 1;
    if (this.#retries <= MAX_RETRIES) return { type: 'retry', afterMs: STEP_MS * Math.max(1, this.#throttled ** 2) };
    return status === TOO_MANY_REQUESTS ? throttledForGood : { type: 'give-up' };
  }
}

function notAllowed(statusCode: number): Verdict {
  const message = `Trigger automatically disabled: Received a ${statusCode} status code when firing the trigger`;
  return { type: 'disable', statusCode, message };
}

const throttledForGood: Verdict = {
  type: 'disable',
  statusCode: TOO_MANY_REQUESTS,
  message: 'Automatically disabled after continuously receiving a 429 status code when firing the trigger',
};
