import { FakeApi } from '../testing/fake-api';
import { Shell } from '../testing/shell';

const ID = '0123456789abcdef0123456789abcdef';
const FEED = '/whisk.system/alarms/alarm';
const FEED_CALL = 'POST /namespaces/whisk.system/actions/alarms/alarm';
const COMMON = { triggerName: '/_/t', authKey: 'uuid:key' };

let api: FakeApi;
let shell: Shell;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(() => {
  api.reset();
  shell = new Shell(api.host);
  feedAnswers({ status: 'success' });
});

/** The feed's activation. */
function feedAnswers(result: object, success = true): void {
  const response = { success, result, status: success ? 'success' : 'application error' };
  api.script(FEED_CALL, { status: success ? 200 : 502, body: { activationId: ID, response } });
}

/** A trigger that the feed feeds. */
const connected = () => api.store('triggers/t', { annotations: [{ key: 'feed', value: FEED }] });
const sent = () => api.requests.map(({ method, path }) => `${method} ${path.replace('/namespaces', '')}`);
const body = (method: string) => api.requests.find((request) => request.method === method)?.body;

describe('trigger create --feed', () => {
  it('makes the trigger and tells the feed, whose activation is shown first {cli-and-clients.4.19}', async () => {
    const { code, stdout } = await shell.wsk(
      'trigger',
      'create',
      't',
      '-f',
      FEED,
      '-p',
      'cron',
      '* * * * *',
      '-a',
      'b',
      'c',
    );
    expect(code).toBe(0);
    expect(sent()).toEqual(['PUT /_/triggers/t', 'POST /whisk.system/actions/alarms/alarm']);
    expect(body('PUT')).toEqual({
      annotations: [
        { key: 'b', value: 'c' },
        { key: 'feed', value: FEED },
      ],
    });
    expect(api.requests[1]?.query).toEqual({ blocking: 'true' });
    expect(body('POST')).toEqual({ ...COMMON, lifecycleEvent: 'CREATE', cron: '* * * * *' });
    expect(stdout).toMatch(new RegExp(`^ok: invoked ${FEED} with id ${ID}\\n{[^]*}\\nok: created trigger t\\n$`));
  });

  it('tells parameters of the feed from those of the trigger', async () => {
    await shell.wsk('trigger', 'create', 't', '--feed', FEED, '-F', 'a', '1', '-T', 'b', '2');
    expect(body('PUT')).toMatchObject({ parameters: [{ key: 'b', value: 2 }] });
    expect(body('POST')).toEqual({ ...COMMON, lifecycleEvent: 'CREATE', a: 1 });
  });

  it('completes the name of a feed of one’s own', async () => {
    api.script('POST /namespaces/_/actions/pkg/feed', { status: 200, body: { activationId: ID } });
    await shell.wsk('trigger', 'create', 't', '-f', 'pkg/feed');
    expect(body('PUT')).toEqual({ annotations: [{ key: 'feed', value: '/_/pkg/feed' }] });
  });

  it('takes the trigger back where the feed refuses', async () => {
    feedAnswers({ error: 'cron pattern ‘x’ is not valid' }, false);
    expect(await shell.wsk('trigger', 'create', 't', '-f', FEED)).toEqual({
      code: 246,
      stdout: '',
      stderr:
        "error: Unable to create trigger 't': Unable to configure feed 'alarms/alarm': cron pattern ‘x’ is not valid\n",
    });
    expect(sent().at(-1)).toBe('DELETE /_/triggers/t');
    expect(api.stored('triggers/t')).toBeUndefined();
  });

  it.each([
    [['-f', FEED, '-p', 'a', '1', '-F', 'b', '2'], /Cannot combine --feed-param/],
    [['-F', 'b', '2'], /Trigger without a feed/],
  ])('refuses %p', async (words, message) => {
    const { code, stderr } = await shell.wsk('trigger', 'create', 't', ...words);
    expect(code).toBe(149);
    expect(stderr).toMatch(message);
    expect(api.requests).toEqual([]);
  });
});

describe('a trigger with a feed', () => {
  beforeEach(connected);

  it('is updated by its feed alone {cli-and-clients.4.20}', async () => {
    const { stdout } = await shell.wsk('trigger', 'update', 't', '-p', 'cron', 'x');
    expect(sent()).toEqual(['GET /_/triggers/t', 'POST /whisk.system/actions/alarms/alarm']);
    expect(body('POST')).toEqual({ ...COMMON, lifecycleEvent: 'UPDATE', cron: 'x' });
    expect(stdout.endsWith('ok: updated trigger t\n')).toBe(true);
  });

  it('is put where parameters are meant for it {cli-and-clients.4.20}', async () => {
    await shell.wsk('trigger', 'update', 't', '-T', 'a', '1');
    expect(sent()).toEqual(['GET /_/triggers/t', 'PUT /_/triggers/t', 'POST /whisk.system/actions/alarms/alarm']);
    expect(body('PUT')).toEqual({ parameters: [{ key: 'a', value: 1 }] });
  });

  it('is shown by its feed', async () => {
    feedAnswers({ config: { cron: 'x' } });
    const { stdout } = await shell.wsk('trigger', 'get', 't');
    expect(body('POST')).toEqual({ ...COMMON, lifecycleEvent: 'READ' });
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({ response: { result: { config: {} } } });
  });

  it('shows a field and the summary without its feed', async () => {
    expect((await shell.wsk('trigger', 'get', 't', 'version')).stdout).toContain('displaying field version');
    expect((await shell.wsk('trigger', 'get', 't', '-s')).stdout).toContain('trigger /guest/t');
    expect(sent()).toEqual(['GET /_/triggers/t', 'GET /_/triggers/t']);
  });

  it.each([true, false])('is deleted after its feed was told, whether that agrees (%p) or not', async (success) => {
    feedAnswers({ error: 'No.' }, success);
    const { code, stdout } = await shell.wsk('trigger', 'delete', 't');
    expect(sent()).toEqual(['GET /_/triggers/t', 'POST /whisk.system/actions/alarms/alarm', 'DELETE /_/triggers/t']);
    expect(body('POST')).toEqual({ ...COMMON, lifecycleEvent: 'DELETE' });
    expect([code, stdout.endsWith('ok: deleted trigger t\n')]).toEqual([0, true]);
  });

  it('tells what its feed refused', async () => {
    feedAnswers({ error: { error: 'No.' } }, false);
    const { code, stderr } = await shell.wsk('trigger', 'update', 't');
    expect(code).toBe(246);
    expect(stderr).toContain("Unable to update trigger 't': Unable to configure feed 'alarms/alarm':");
  });
});
