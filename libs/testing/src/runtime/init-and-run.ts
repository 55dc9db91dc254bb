import type { ActionCode, RuntimeAnswer, RuntimeUnderTest } from './runtime-under-test';

/** Initialises the runtime with source text or other code, and calls the action; the answer of /init if that fails. */
export async function initAndRun(
  runtime: RuntimeUnderTest,
  code: ActionCode | string,
  value: unknown = {},
): Promise<RuntimeAnswer> {
  const answer = await runtime.init(typeof code === 'string' ? { code } : code);
  return answer.status === 200 ? runtime.run({ value }) : answer;
}
