import { callFeed, feedOf } from './feeds';
import { openSession, type Session } from './session';
import { FakeApi, failed } from './testing/fake-api';
import { processSurroundings } from './process-surroundings';

let api: FakeApi;
let session: Session;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(async () => {
  api.reset();
  const silent = { write: () => undefined };
  const surroundings = { ...processSurroundings(), env: {}, home: '/nowhere', stdout: silent, stderr: silent };
  const flags = { apihost: api.host, auth: 'uuid:key', insecure: false, verbose: false, debug: false };
  session = await openSession(flags, surroundings);
});
afterEach(() => session.client.close());

const feed = { namespace: 'whisk.system', path: 'alarms/alarm' };
const trigger = { namespace: '_', path: 'tick' };
const endpoint = 'POST /namespaces/whisk.system/actions/alarms/alarm';

it('tells the feed what to do, for whom, with the parameters of the user', async () => {
  const record = { activationId: 'id', response: { success: true, result: { status: 'success' } } };
  api.script(endpoint, { status: 200, body: record });
  const params = new Map<string, unknown>([['cron', '* * * * *']]);
  expect(await callFeed(session, { feed, trigger, event: 'CREATE', params })).toEqual(record);
  expect(api.requests[0]).toMatchObject({
    query: { blocking: 'true' },
    body: { cron: '* * * * *', lifecycleEvent: 'CREATE', triggerName: '/_/tick', authKey: 'uuid:key' },
  });
});

it.each([
  [
    { status: 502, body: { activationId: 'id', response: { success: false, result: { error: 'no cron' } } } },
    'no cron',
    246,
  ],
  [
    { status: 502, body: { activationId: 'id', response: { success: false, result: { error: { code: 1 } } } } },
    '{"code":1}',
    246,
  ],
  [{ status: 202, body: { activationId: 'id' } }, 'the feed has not answered in time', 202],
  [failed(404, 'The requested resource does not exist.'), 'The requested resource does not exist. (code tid0)', 148],
  [{ status: 502, body: 'Bad Gateway' }, 'The API answered with status 502 and no explanation.', 246],
])('tells why the feed did not: %j', async (answer, reason, exitCode) => {
  api.script(endpoint, answer);
  await expect(callFeed(session, { feed, trigger, event: 'DELETE' })).rejects.toMatchObject({
    message: `Unable to configure feed 'alarms/alarm': ${reason}`,
    exitCode,
  });
});

it('reads the feed of a trigger', () => {
  expect(feedOf({ annotations: [{ key: 'feed', value: '/whisk.system/alarms/alarm' }] })).toEqual(feed);
  expect(feedOf({ annotations: [{ key: 'feed', value: true }] })).toBeUndefined();
  expect(feedOf({})).toBeUndefined();
});
