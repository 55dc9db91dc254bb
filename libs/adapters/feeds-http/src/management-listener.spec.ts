import { FeedRefusal, type FeedRequest, type KafkaClient } from '@whisker/feeds';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createManagementListener } from './index';

const KEY = 'the key';
const REQUEST = { method: 'post', triggerName: '/guest/t', authKey: 'u:k', cron: 'x' };

let server: Server;
let seen: [string, FeedRequest][];
let outcome: () => Promise<Record<string, never>>;
const logged: string[] = [];

beforeEach(async () => {
  seen = [];
  outcome = async () => ({});
  const kafka: KafkaClient = {
    read: () => Promise.reject(new Error()),
    send: async () => ({ partition: 0, offset: '1' }),
  };
  const handle = (feed: string, request: FeedRequest) => {
    seen.push([feed, request]);
    return outcome();
  };
  const log = (_level: string, message: string) => void logged.push(message);
  server = createServer(createManagementListener({ provider: { handle }, kafka, key: KEY, log }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function post(path: string, body: unknown, init: RequestInit = {}) {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
  return [answer.status, await answer.json()];
}

it('hands requests to the provider', async () => {
  expect(await post('/feeds/alarms', REQUEST)).toEqual([200, {}]);
  expect(seen).toEqual([['alarms', { verb: 'post', triggerName: '/guest/t', auth: 'u:k', parameters: { cron: 'x' } }]]);
});

it('sends messages', async () => {
  const sent = { success: true, message: 'Successfully sent message to t:0 at offset 1' };
  expect(await post('/produce', { brokers: 'b:1', topic: 't', value: 'v' })).toEqual([200, sent]);
});

it.each(['', 'Bearer wrong', `Basic ${KEY}`])('lets nobody in with %p', async (authorization) => {
  expect(await post('/feeds/alarms', REQUEST, { headers: { authorization } })).toEqual([401, { error: 'wrong key' }]);
  expect(seen).toEqual([]);
});

it.each<[string, unknown, number, RegExp]>([
  ['/feeds/alarms', '{', 400, /not a JSON object/],
  ['/feeds/alarms', [], 400, /not a JSON object/],
  ['/feeds/alarms', { ...REQUEST, method: 'patch' }, 400, /^unsupported lifecycleEvent$/],
  ['/feeds/alarms', { ...REQUEST, triggerName: undefined }, 400, /^no trigger name parameter was provided$/],
  ['/feeds/alarms', { ...REQUEST, authKey: undefined }, 400, /authKey/],
  ['/elsewhere', {}, 404, /elsewhere/],
  ['/feeds/alarms', { ...REQUEST, payload: 'x'.repeat(1_100_000) }, 413, /larger than/],
])('refuses %s %j', async (path, body, status, error) => {
  expect(await post(path, body)).toEqual([status, { error: expect.stringMatching(error) }]);
});

it('tells what the provider refuses, and not what failed in it', async () => {
  outcome = () => Promise.reject(new FeedRefusal('No such trigger.', 404));
  expect(await post('/feeds/alarms', REQUEST)).toEqual([404, { error: 'No such trigger.' }]);
  outcome = () => Promise.reject(new Error('secret'));
  expect(await post('/feeds/alarms', REQUEST)).toEqual([500, { error: 'The feed provider failed.' }]);
  expect(logged).toEqual(['a request to the feed provider failed']);
});
