import { fromDocument, isRunnable, type Action } from './index';

const document = (exec: object) => ({
  namespace: 'ns',
  name: 'a',
  version: '0.0.1',
  limits: { timeout: 100, memory: 128, logs: 0 },
  exec,
});
const action = (exec: object) => fromDocument(document(exec)) as Action;

describe('actions', () => {
  it.each([
    [true, { kind: 'nodejs:20' }],
    [true, { kind: 'blackbox', image: 'i' }],
    [false, { kind: 'sequence', components: ['/ns/b'] }],
  ])('run in a container: %s for %j', (runnable, exec) => expect(isRunnable(action(exec))).toBe(runnable));
});
