import { FakeApi } from '../testing/fake-api';
import { Shell } from '../testing/shell';
import { withProgress } from './progress';

function terminal(isTerminal: boolean) {
  let written = '';
  let time = 0;
  let release: () => void = () => undefined;
  const seconds: number[] = [];
  return {
    text: () => written,
    seconds,
    /** Work that ends when the clock shows `end`. */
    work: (end: number) =>
      new Promise<string>((resolve) => {
        release = () => time >= end && resolve('done');
      }),
    surroundings: {
      stderr: { write: (text: string) => (written += text), isTerminal },
      now: () => time,
      sleep: async (ms: number) => {
        time += ms;
        release();
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
  };
}

it('shows what takes its time, and wipes it away', async () => {
  const { surroundings, work, text } = terminal(true);
  expect(await withProgress(surroundings, () => 'working', work(3000))).toBe('done');
  expect(text()).toBe('\r\u001b[Kworking (1 s)\r\u001b[Kworking (2 s)\r\u001b[K');
});

it('shows nothing of what is done soon', async () => {
  const { surroundings, text } = terminal(true);
  await withProgress(surroundings, () => 'working', Promise.resolve());
  expect(text()).toBe('');
});

it('wipes the line away before a failure is told', async () => {
  const { surroundings, work, text } = terminal(true);
  const failing = work(2000).then(() => Promise.reject(new Error('no')));
  await expect(withProgress(surroundings, () => 'working', failing)).rejects.toThrow('no');
  expect(text()).toBe('\r\u001b[Kworking (1 s)\r\u001b[K');
});

describe('of commands', () => {
  let api: FakeApi;
  let shell: Shell;
  const record = { activationId: 'id', response: { success: true, result: { a: 1 } } };

  beforeAll(async () => {
    api = await FakeApi.start();
  });
  afterAll(() => api.close());
  beforeEach(() => {
    api.reset();
    shell = new Shell(api.host);
    api.script('POST /namespaces/_/actions/slow', { status: 200, body: record });
  });

  it('is on standard error of a terminal only', async () => {
    shell.isTerminal = true;
    const shown = await shell.wsk('action', 'invoke', 'slow', '-b');
    expect(shown.stderr.replaceAll('\r\u001b[K', '|')).toMatch(/^(\|running slow \(\d+ s\))+\|$/);
    expect(shown.stdout).toMatch(/^ok: invoked \/_\/slow with id id\n/);
    shell.isTerminal = false;
    expect((await shell.wsk('action', 'invoke', 'slow', '-b')).stderr).toBe('');
  });

  it('is never with the bare result', async () => {
    shell.isTerminal = true;
    expect((await shell.wsk('action', 'invoke', 'slow', '-r')).stderr).toBe('');
  });

  it('tells of an upload how much it is', async () => {
    shell.isTerminal = true;
    shell.file('a.js', 'x'.repeat(5000));
    expect((await shell.wsk('action', 'create', 'a', 'a.js')).stderr).toContain('sending action a, 5 kB (');
  });
});
