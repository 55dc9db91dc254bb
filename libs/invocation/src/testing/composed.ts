import { isJsonObject, type Activation, type JsonObject, type JsonValue, type QualifiedName } from '@whisker/entities';
import type { InvokeCall } from '../invoke-call';
import { action, call, parameter, recordOf, setUp } from './builders';
import type { Sent } from './fakes';

export const named = (name: string): QualifiedName => ({ namespace: 'guest', name });

export interface Composed {
  /** Sequences by name: names of their components. */
  readonly sequences?: Readonly<Record<string, readonly string[]>>;
  /** Names of conductors. */
  readonly conductors?: readonly string[];
}

/** An invoker that knows the actions a, b, c and the given composed ones. */
export function setUpComposed({ sequences = {}, conductors = [] }: Composed, over: Parameters<typeof setUp>[0] = {}) {
  const all = setUp(over);
  const put = (name: string, members: Parameters<typeof action>[0]) =>
    all.resolver.actions.set(`guest/${name}`, { action: action({ name: named(name), ...members }), revision: 'r1' });
  for (const name of ['a', 'b', 'c']) put(name, {});
  for (const name of conductors) put(name, { annotations: [{ key: 'conductor', value: true }] });
  for (const [name, components] of Object.entries(sequences)) {
    const exec = { type: 'sequence', kind: 'sequence', components: components.map(named) } as const;
    const full = components.map((component) => `/guest/${component}`);
    put(name, { exec, parameters: [parameter('_actions', full)] });
  }
  const invoke = (name: string, more: Partial<InvokeCall> = {}) =>
    all.invoker.invoke(call({ action: all.resolver.actions.get(`guest/${name}`) as InvokeCall['action'], ...more }));
  return { ...all, put, invoke };
}

/** Answers every run with the action's name and what it was given. */
export const echo = ({ message, succeed }: Sent): void =>
  succeed(recordOf(message, { by: message.action.name.name, got: message.content.value }));

/** Answers runs by the action's name; a result with `error` is an application error. */
export function answerBy(answers: Readonly<Record<string, (given: JsonObject) => JsonValue>>) {
  return ({ message, succeed }: Sent): void => {
    const result = answers[message.action.name.name]?.(message.content.value as JsonObject) ?? {};
    const record = recordOf(message, result);
    const fails = isJsonObject(result) && 'error' in result;
    succeed(fails ? { ...record, response: { ...record.response, statusCode: 1 } } : record);
  };
}

export const completedBy = (outcome: unknown): Activation => (outcome as { activation: Activation }).activation;
export const resultOf = (record: Activation): JsonValue | undefined => record.response.result?.value;
export const annotationsOf = (record: Activation) =>
  Object.fromEntries(record.annotations.map(({ key, value }) => [key, value]));

/** A conductor `k` that answers what `script` gives for its runs, in order; then it ends with what it is told. */
export function setUpScript(...script: JsonValue[]) {
  const all = setUpComposed({ conductors: ['k', 'inner'], sequences: { s: ['a', 'b'] } });
  const told: JsonValue[] = [];
  const conduct = (given: JsonObject) => {
    const answer = script[told.length];
    told.push(given);
    return answer ?? { params: given };
  };
  all.scheduler.answer = answerBy({
    k: conduct,
    a: () => ({ by: 'a' }),
    b: () => ({ by: 'b' }),
    c: () => ({ error: 'bad' }),
  });
  const run = async (more: Parameters<typeof all.invoke>[1] = {}) => completedBy(await all.invoke('k', more));
  return { ...all, told, run };
}
