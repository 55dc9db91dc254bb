import { runAction } from './testing/run-action';
import { ScriptedServer } from './testing/scripted-server';

let server: ScriptedServer;
beforeEach(async () => void (server = await ScriptedServer.start()));
afterEach(() => server.close());

const sent = () => server.requests.map(({ method, url }) => `${method} ${url}`);
const bodies = () => server.requests.map(({ body }) => (body === '' ? undefined : (JSON.parse(body) as object)));

describe('a feed action', () => {
  const feed = (params: object, name = 'alarms/alarm') =>
    runAction('feeds/feed.js', params, {
      __OW_API_HOST: server.url,
      __OW_NAMESPACE: 'guest',
      __OW_ACTION_NAME: `/whisk.system/${name}`,
    });

  it.each([
    ['CREATE', 'POST'],
    ['UPDATE', 'PUT'],
    ['DELETE', 'DELETE'],
  ])('hands %s on {feeds.1.1, feeds.1.2, feeds.1.3, feeds.1.4}', async (lifecycleEvent, verb) => {
    server.script({ body: { status: 'success' } });
    const params = { lifecycleEvent, triggerName: '/_/t', authKey: 'u:k', cron: '* * * * *', apihost: '' };
    expect(await feed(params)).toEqual({ status: 'success' });
    expect(sent()).toEqual([`${verb} /api/v1/web/whisk.system/alarmsWeb/alarmWebAction`]);
    expect(bodies()).toEqual([{ triggerName: '/guest/t', cron: '* * * * *' }]);
    expect(server.requests[0]?.authorization).toBe(`Basic ${btoa('u:k')}`);
  });

  it('reads without a body and without the key in the URL', async () => {
    await feed(
      { lifecycleEvent: 'READ', triggerName: '/guest/t', authKey: 'u:k', isInterval: true },
      'cloudant/changes',
    );
    expect(sent()).toEqual(['GET /api/v1/web/whisk.system/cloudantWeb/changesWebAction?triggerName=%2Fguest%2Ft']);
  });

  it('goes to the API host that is bound', async () => {
    await feed({ lifecycleEvent: 'DELETE', triggerName: 't', apihost: server.url }, 'messaging/kafkaFeed');
    expect(sent()).toEqual(['DELETE /api/v1/web/whisk.system/messagingWeb/kafkaFeedWeb']);
  });

  it.each(['PAUSE', 'UNPAUSE', undefined])('rejects %s {feeds.1.1}', async (lifecycleEvent) => {
    await expect(feed({ lifecycleEvent, triggerName: 't' })).rejects.toEqual({ error: 'unsupported lifecycleEvent' });
  });

  it('rejects with what the web action answered', async () => {
    await expect(feed({ lifecycleEvent: 'CREATE' })).rejects.toEqual({
      error: 'no trigger name parameter was provided',
    });
    server.script({ status: 400, body: { error: 'No.' } });
    await expect(feed({ lifecycleEvent: 'CREATE', triggerName: 't' })).rejects.toEqual({ error: 'No.' });
  });
});

describe('a web action of a feed', () => {
  const ask = (__ow_method: string, params: object = { triggerName: '/guest/t' }) =>
    runAction(
      'feeds/web-action.js',
      {
        provider: server.url,
        providerKey: 'secret',
        feed: 'alarms',
        __ow_method,
        __ow_headers: { authorization: `Basic ${btoa('u:k')}` },
        __ow_path: '',
        ...params,
      },
      { __OW_API_HOST: server.url },
    );

  it('asks the provider once the key was confirmed', async () => {
    server.script({ body: {} }, { status: 400, body: { error: 'No.' } });
    expect(await ask('post', { triggerName: '/guest/t', cron: 'x' })).toMatchObject({
      statusCode: 400,
      body: { error: 'No.' },
    });
    expect(sent()).toEqual(['GET /api/v1/namespaces/guest/triggers/t', 'POST /feeds/alarms']);
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([
      `Basic ${btoa('u:k')}`,
      'Bearer secret',
    ]);
    expect(bodies()[1]).toEqual({ triggerName: '/guest/t', cron: 'x', method: 'post', authKey: 'u:k' });
  });

  it.each([
    ['post', 404],
    ['post', 401],
    ['delete', 401],
  ])('refuses a %s when the API answers with %d', async (method, status) => {
    server.script({ status });
    const error = 'Trigger authentication request failed.';
    expect(await ask(method)).toMatchObject({ statusCode: 401, body: { error } });
    expect(server.requests).toHaveLength(1);
  });

  it('deletes what belongs to a trigger that is gone', async () => {
    server.script({ status: 404 }, { body: { status: 'success' } });
    expect(await ask('delete')).toMatchObject({ statusCode: 200 });
  });

  it('refuses a request without a trigger', async () => {
    expect(await ask('post', {})).toMatchObject({
      statusCode: 400,
      body: { error: 'no trigger name parameter was provided' },
    });
  });
});

describe('the actions that send to Kafka', () => {
  const produce = (name: string, params: object) =>
    runAction('messaging/produce.js', params, {
      __OW_API_HOST: server.url,
      __OW_API_KEY: 'u:k',
      __OW_ACTION_NAME: `/whisk.system/messaging/${name}`,
    });

  it('ask the provider, with the key of the caller {feeds.3.3}', async () => {
    server.script({ body: { success: true, message: 'sent' } });
    const params = { brokers: ['b:1'], topic: 't', value: 'v', key: 'k' };
    expect(await produce('kafkaProduce', { ...params, other: 1 })).toEqual({ success: true, message: 'sent' });
    expect(sent()).toEqual(['POST /api/v1/web/whisk.system/messagingWeb/produceWeb']);
    expect(bodies()).toEqual([params]);
    expect(server.requests[0]?.authorization).toBe(`Basic ${btoa('u:k')}`);
  });

  it.each([
    ['kafkaProduce', { brokers: 'b:1', value: 'v' }, 'topic'],
    ['kafkaProduce', { topic: 't', value: 'v' }, 'brokers'],
    ['messageHubProduce', { kafka_brokers_sasl: 'b:1', user: 'u', topic: 't', value: 'v' }, 'password'],
  ])('%s %j lacks %s {feeds.3.3, feeds.3.4}', async (name, params, missing) => {
    expect(await produce(name, params)).toEqual({ error: `You must supply a '${missing}' parameter.` });
  });

  it('let nobody without a key through', async () => {
    const ask = () =>
      runAction(
        'messaging/produce-web.js',
        { provider: server.url, providerKey: 's', __ow_method: 'post', __ow_headers: {}, topic: 't' },
        { __OW_API_HOST: server.url },
      );
    server.script({ status: 401 });
    expect(await ask()).toMatchObject({ statusCode: 401 });
    server.script({}, { body: { success: true } });
    expect(await ask()).toMatchObject({ statusCode: 200, body: { success: true } });
    expect(bodies().at(-1)).toEqual({ topic: 't' });
  });
});
