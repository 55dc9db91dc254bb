import { ContainerError, PoolRefusal, type RuntimeAnswer } from '@whisker/container-pool';
import {
  classifyInit,
  classifyProvisionFault,
  classifyRun,
  classifyRunFault,
  internalError,
  refusedRun,
  type InitExit,
  type Outcome,
} from './classify';
import { answered, disconnected, timedOut, tooLarge } from './testing/fake-container';

const limits = { timeout: 1000, maxBytes: 100 };
const [SUCCESS, APPLICATION, DEVELOPER, INTERNAL] = [0, 1, 2, 3] as const;

const init = (answer: RuntimeAnswer, exit: InitExit = 'exited') => classifyInit(answer, limits, exit);
const run = (answer: RuntimeAnswer) => classifyRun(answer, limits);
const summary = (outcome: unknown) => {
  const { status, result, size } = outcome as Outcome;
  return { status, result: result.value, size };
};

describe('an answer to /init', () => {
  it.each([
    ['with a body', answered('{"ok":true}')],
    ['without one', answered('')],
    ['with one that is too large', tooLarge('{', 200)],
  ])('of status 200 %s means ready {runtime-contract.1.answers.1}', (_, answer) => {
    expect(init(answer)).toBe('ready');
  });

  it('of status 503 has the activation placed again', () => {
    expect(init(answered('', 503))).toBe('place-again');
  });

  it.each<[string, RuntimeAnswer, unknown, number | undefined]>([
    ['an error of its own', answered('{"error":"boom","more":1}', 502), 'boom', 25],
    ['an error that is no text', answered('{"error":{"a":1}}', 502), { a: 1 }, 17],
    ['an object without error', answered('{"a":1}', 500), 'The action failed during initialization: {"a":1}', 7],
    ['an array', answered('[1]', 500), 'The action failed during initialization: [1]', 3],
    ['no JSON', answered('oops', 404), 'The action failed during initialization: oops', 4],
    ['no body', answered('', 403), 'The action failed during initialization.', 0],
    [
      'a body that is too large',
      tooLarge('abc', 101, 502),
      'The action produced a response that exceeded the allowed length: 101 > 100 bytes. The truncated response was: abc',
      101,
    ],
  ])(
    'that failed with %s is a developer error {runtime-contract.1.answers.2, runtime-contract.1.answers.3, runtime-contract.1.answers.16, errors.7.2, errors.7.3, errors.7.8}',
    (_, answer, error, size) => {
      const outcome = init(answer);
      expect(summary(outcome)).toEqual({ status: DEVELOPER, result: { error }, size });
      expect(outcome).toMatchObject({ timedOut: false, reusable: false, answered: true });
    },
  );

  it('that did not come in time is a developer error and a timeout {runtime-contract.1.answers.5, errors.7.10}', () => {
    const error = 'The action exceeded its time limits of 1000 milliseconds during initialization.';
    expect(summary(init(timedOut))).toEqual({ status: DEVELOPER, result: { error }, size: undefined });
    expect(init(timedOut)).toMatchObject({ timedOut: true, reusable: false, answered: false });
  });

  it.each<[InitExit, string, boolean]>([
    ['exited', 'The action did not initialize and exited unexpectedly.', false],
    ['time-limit', 'The action exceeded its time limits of 1000 milliseconds during initialization.', true],
  ])(
    'that never came as the runtime ended counts as %s {runtime-contract.1.answers.4, errors.7.1}',
    (exit, error, timeout) => {
      expect(summary(init(disconnected(), exit))).toEqual({ status: DEVELOPER, result: { error }, size: undefined });
      expect(init(disconnected(), exit)).toMatchObject({ timedOut: timeout, reusable: false });
    },
  );

  it('that never came as memory was exhausted tells so', () => {
    const error = 'The action exhausted its memory and was aborted.';
    expect(summary(init(disconnected(true), 'time-limit'))).toEqual({
      status: DEVELOPER,
      result: { error },
      size: undefined,
    });
  });
});

describe('an answer to /run', () => {
  it.each(['{"a":1}', '{}', '[]', '[1,{"error":2}]', '{"nested":{"error":1}}'])(
    'of %s is a success {runtime-contract.1.answers.8, runtime-contract.1.answers.10}',
    (body) => {
      const outcome = run(answered(body));
      expect(summary(outcome)).toEqual({ status: SUCCESS, result: JSON.parse(body), size: body.length });
      expect(outcome).toMatchObject({ timedOut: false, reusable: true, answered: true });
    },
  );

  it('keeps its text, numbers and all', () => {
    expect((run(answered('{"a":1.0}')) as Outcome).result.text).toBe('{"a":1.0}');
    expect((run(answered('\n [1.50]\n')) as Outcome).result.text).toBe('[1.50]');
  });

  it.each(['"text"', '{"code":5}', 'null', 'false', '0', '""', '[]'])(
    'with the error %s is an application error {runtime-contract.1.answers.9, errors.7.7}',
    (error) => {
      const body = `{"error":${error},"other":1}`;
      const outcome = run(answered(body));
      expect(summary(outcome)).toEqual({
        status: APPLICATION,
        result: { error: JSON.parse(error) },
        size: body.length,
      });
      expect(outcome).toMatchObject({ reusable: true, answered: true });
    },
  );

  it.each<[string, RuntimeAnswer, string]>([
    ['null', answered('null'), 'The action did not produce a valid JSON or JSON Array response: null'],
    ['a number', answered('5'), 'The action did not produce a valid JSON or JSON Array response: 5'],
    ['a text', answered('"x"'), 'The action did not produce a valid JSON or JSON Array response: "x"'],
    ['no JSON', answered('{oops'), 'The action did not produce a valid JSON or JSON Array response: {oops'],
    ['a failure with an error', answered('{"error":"no dictionary"}', 502), 'no dictionary'],
    [
      'a failure without one',
      answered('{"a":1}', 500),
      'The action did not produce a valid JSON or JSON Array response: {"a":1}',
    ],
    [
      'a failure with an array',
      answered('[1]', 500),
      'The action did not produce a valid JSON or JSON Array response: [1]',
    ],
    [
      'a failure without JSON',
      answered('gone', 404),
      'The action did not produce a valid JSON or JSON Array response: gone',
    ],
    [
      'another success',
      answered('{"a":1}', 201),
      'The action did not produce a valid JSON or JSON Array response: {"a":1}',
    ],
  ])(
    'of %s is a developer error {runtime-contract.1.answers.11, runtime-contract.1.answers.13, errors.7.5, errors.7.6}',
    (_, answer, error) => {
      const outcome = run(answer);
      expect(summary(outcome)).toEqual({
        status: DEVELOPER,
        result: { error },
        size: (answer as { size: number }).size,
      });
      expect(outcome).toMatchObject({ timedOut: false, reusable: false });
    },
  );

  it.each<[string, RuntimeAnswer]>([
    ['no body', answered('')],
    ['status 204', answered('', 204)],
    ['a closed connection', disconnected()],
  ])(
    'of %s is a developer error of a container that ended {runtime-contract.1.answers.12, errors.7.4}',
    (_, answer) => {
      const error = 'The action did not produce a valid response and exited unexpectedly.';
      expect(summary(run(answer))).toEqual({ status: DEVELOPER, result: { error }, size: undefined });
      expect(run(answer)).toMatchObject({ reusable: false, answered: false });
    },
  );

  it('that never came as memory was exhausted tells so', () => {
    const error = 'The action exhausted its memory and was aborted.';
    expect(summary(run(disconnected(true)))).toEqual({ status: DEVELOPER, result: { error }, size: undefined });
  });

  it('that did not come in time is a developer error and a timeout {runtime-contract.1.answers.14, errors.7.9}', () => {
    const error = 'The action exceeded its time limits of 1000 milliseconds.';
    expect(summary(run(timedOut))).toEqual({ status: DEVELOPER, result: { error }, size: undefined });
    expect(run(timedOut)).toMatchObject({ timedOut: true, reusable: false });
  });

  it('that is too large is an application error with what was kept of it {runtime-contract.1.answers.15, errors.7.8}', () => {
    const error =
      'The action produced a response that exceeded the allowed length: 101 > 100 bytes. The truncated response was: {"p';
    expect(summary(run(tooLarge('{"p', 101)))).toEqual({ status: APPLICATION, result: { error }, size: 101 });
    expect(run(tooLarge('{"p', 101))).toMatchObject({ reusable: true });
    expect(run(tooLarge('{"p', 101, 502))).toMatchObject({ status: APPLICATION, reusable: false });
  });

  it.each([answered('', 503), answered('{"error":"x"}', 503), tooLarge('x', 101, 503)])(
    'of status 503 has the activation placed again',
    (answer) => {
      expect(run(answer)).toBe('place-again');
    },
  );
});

describe('a fault', () => {
  const text = (outcome: Outcome) => (outcome.result.value as { error: string }).error;

  it.each<[string, unknown, number, string]>([
    [
      'of the platform',
      new ContainerError('docker is down'),
      INTERNAL,
      'Failed to provision resources to run the action.',
    ],
    [
      'of the user',
      new ContainerError("Failed to pull container image 'x'.", 'user'),
      DEVELOPER,
      "Failed to pull container image 'x'.",
    ],
    ['that nobody thought of', new TypeError('oops'), INTERNAL, 'Failed to provision resources to run the action.'],
    [
      'of a full pool',
      new PoolRefusal('queue-full'),
      INTERNAL,
      'Failed to provision resources to run the action: too many activations are waiting.',
    ],
    [
      'of a busy pool',
      new PoolRefusal('deadline'),
      INTERNAL,
      'Failed to provision resources to run the action: no container became free in time.',
    ],
    [
      'of a pool that stops',
      new PoolRefusal('draining'),
      INTERNAL,
      'Failed to provision resources to run the action: the invoker is shutting down.',
    ],
    [
      'of a pool that is too small',
      new PoolRefusal('too-large', 'needs 512 MB of 256 MB'),
      INTERNAL,
      'needs 512 MB of 256 MB',
    ],
  ])('%s while a container is provided {errors.7.12, errors.7.13}', (_, fault, status, error) => {
    const outcome = classifyProvisionFault(fault);
    expect(outcome).toMatchObject({ status, timedOut: false, reusable: false });
    expect(text(outcome)).toBe(error);
  });

  it.each<[string, unknown, number, string]>([
    [
      'of the platform',
      new ContainerError('lost'),
      INTERNAL,
      'The action did not produce a valid response and exited unexpectedly.',
    ],
    ['of the user', new ContainerError('executable file not found', 'user'), DEVELOPER, 'executable file not found'],
    [
      'that nobody thought of',
      'oops',
      INTERNAL,
      'The action did not produce a valid response and exited unexpectedly.',
    ],
  ])('%s while the action runs {errors.7.4, errors.7.12}', (_, fault, status, error) => {
    expect(classifyRunFault(fault)).toMatchObject({ status, reusable: false });
    expect(text(classifyRunFault(fault))).toBe(error);
  });

  it('may have a text of its own', () => {
    expect(summary(internalError('x'))).toEqual({ status: INTERNAL, result: { error: 'x' }, size: undefined });
    expect(summary(refusedRun('y'))).toEqual({ status: APPLICATION, result: { error: 'y' }, size: undefined });
  });
});
