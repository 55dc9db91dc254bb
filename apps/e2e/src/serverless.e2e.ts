import { cpSync } from 'node:fs';
import { join } from 'node:path';
import openwhisk from 'openwhisk';
import { apiClient, until, type ApiClient } from './api';
import { freshFolder, removeFolder, startPlatform, workspace, type RunningPlatform } from './platform';
import { clientModules, outsideConnections, startClient } from './published-client';

/** The trigger that the plugin makes of a function's schedule. */
const scheduled = 'shop_restock_schedule_trigger';

/** The published serverless framework with its OpenWhisk plugin, on the project in `fixtures/shop`. */
describe('serverless with serverless-openwhisk', () => {
  let platform: RunningPlatform;
  let api: ApiClient;
  let project: string;

  beforeAll(async () => {
    project = freshFolder();
    cpSync(join(workspace, 'apps/e2e/fixtures/shop'), project, { recursive: true });
    platform = await startPlatform();
    api = apiClient(platform);
  });

  afterAll(async () => {
    await platform.stop();
    for (const used of [project, platform.dataFolder]) removeFolder(used);
  });

  const serverless = (...args: string[]) =>
    startClient('serverless/bin/serverless.js', args, {
      folder: project,
      platform,
      env: {
        OW_NAMESPACE: '_',
        CLIENT_MODULES: clientModules,
        SLS_TELEMETRY_DISABLED: '1',
        SLS_NOTIFICATIONS_MODE: 'off',
      },
    }).ended();
  const succeed = async (...args: string[]): Promise<string> => {
    const { code, output } = await serverless(...args);
    expect({ code, output }).toEqual({ code: 0, output: expect.any(String) as string });
    return output;
  };
  const alarm = (lifecycleEvent: string) =>
    api('POST', '//api/v1/namespaces/whisk.system/actions/alarms/alarm?blocking=true&result=true', {
      lifecycleEvent,
      triggerName: `/guest/${scheduled}`,
      authKey: platform.auth,
    });
  const routes = async () =>
    (await openwhisk({ apihost: platform.apihost, api_key: platform.auth }).routes.list()).apis;
  const names = async (collection: string): Promise<string[]> =>
    (await api('GET', `/${collection}`)).json.map(({ name }: { name: string }) => name).sort();

  it('deploys functions, a sequence, a package, triggers, rules, a schedule and an API', async () => {
    await succeed('deploy');
    expect(await names('actions')).toEqual([
      'page',
      ...['checkout', 'label', 'price', 'quote', 'record', 'refuse', 'restock', 'ticket'].map(
        (name) => `shop-dev-${name}`,
      ),
    ]);
    expect(await names('packages')).toEqual(['web']);
    expect(await names('triggers')).toEqual(['ordered', 'reordered', scheduled]);
    expect(await names('rules')).toEqual(['on_reordered', 'shop_ordered_to_record', 'shop_restock_schedule_rule']);
    expect((await api('GET', '/actions/shop-dev-price')).json).toMatchObject({
      exec: { kind: 'nodejs:20', binary: true, main: 'main' },
      limits: { timeout: 10_000, memory: 128 },
      parameters: [{ key: 'currency', value: 'EUR' }],
      annotations: expect.arrayContaining([{ key: 'owner', value: 'sales' }]) as unknown,
    });
    expect((await api('GET', '/actions/shop-dev-checkout')).json.exec.components).toEqual([
      '/guest/shop-dev-price',
      '/guest/shop-dev-label',
    ]);
  });

  it('has the schedule kept by the alarms feed', async () => {
    const { status, json } = await alarm('READ');
    const payload = { payload: '{"items":[{"price":1,"count":1}]}' };
    expect([status, json.config]).toEqual([200, expect.objectContaining({ cron: '0 6 * * *', payload })]);
    expect((await api('POST', `/triggers/${scheduled}`, {})).status).toBe(202);
    await until(
      () => api('GET', '/activations?name=shop-dev-restock'),
      ({ json: found }) => found.length > 0,
    );
  });

  it('has its API served by the gateway', async () => {
    const [quote, ...others] = await routes();
    expect(others).toEqual([]);
    const { gwApiUrl, apidoc } = quote?.value ?? { gwApiUrl: '', apidoc: {} };
    expect(apidoc).toMatchObject({ basePath: '/shop', info: { title: 'shop-api' } });
    expect(gwApiUrl).toMatch(/\/shop$/);
    const answer = await fetch(`${gwApiUrl}/quote`);
    expect([answer.status, await answer.json()]).toEqual([200, { total: 0 }]);
    const posted = await fetch(`${gwApiUrl}/tickets/7`, { method: 'POST' });
    expect([posted.status, await posted.json()]).toEqual([201, { path: '/shop/tickets/7' }]);
    // Behind the gateway the functions ask for a secret that only it was given.
    expect((await api('GET', '//api/v1/web/guest/default/shop-dev-quote.json')).status).toBe(401);
  });

  it('invokes: blocking, without waiting, verbose, and an action that fails', async () => {
    const items = JSON.stringify({ items: [{ price: 2.5, count: 4 }] });
    expect(JSON.parse(await firstJson(succeed('invoke', '-f', 'price', '-d', items)))).toEqual({
      total: 10,
      currency: 'EUR',
    });
    expect(JSON.parse(await firstJson(succeed('invoke', '-f', 'checkout', '-d', items)))).toEqual({
      label: '10.00 EUR',
    });
    const { activationId } = JSON.parse(
      await firstJson(succeed('invoke', '-f', 'label', '--type', 'nonblocking', '-d', '{"total":1,"currency":"EUR"}')),
    ) as { activationId: string };
    const { json } = await until(
      () => api('GET', `/activations/${activationId}`),
      ({ status }) => status === 200,
    );
    expect(json.response.result).toEqual({ label: '1.00 EUR' });
    expect(await succeed('invoke', '-f', 'price', '--verbose', '-d', '{}')).toMatch(
      /action.*\/guest\/shop-dev-price.*duration.*\d+ms/,
    );
    const failed = await serverless('invoke', '-f', 'refuse', '-d', '{}');
    expect(failed.code).toBe(1);
    expect(failed.output).toContain('due to application error:');
    expect(failed.output).toContain('we are closed');
  });

  it('shows the logs of a function, also of runs that a trigger caused', async () => {
    expect((await api('POST', '/triggers/ordered', { items: [{ price: 1, count: 1 }] })).status).toBe(202);
    await until(
      () => api('GET', '/activations?name=shop-dev-record'),
      ({ json }) => json.length > 0,
    );
    const output = await succeed('logs', '-f', 'record');
    expect(output).toMatch(/activation .*[0-9a-f]{32}/);
    expect(output).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}.* pricing 1 items/);
    const filtered = await succeed('logs', '-f', 'price', '--filter', 'pricing 0');
    expect(filtered).toContain('pricing 0 items');
    expect(filtered).not.toContain('pricing 1 items');
  });

  it('shows what is deployed', async () => {
    const output = await succeed('info');
    expect(output).toContain(`platform:\t${platform.apihost}`);
    for (const word of ['web/page', 'shop-dev-checkout', 'reordered', 'shop_ordered_to_record'])
      expect(output).toContain(word);
    expect(output).toMatch(/\/api\/v1\/web\/guest\/web\/page/);
    expect(output).toMatch(/GET \S+\/shop\/quote --> shop-dev-quote/);
    expect(output).toMatch(/POST \S+\/shop\/tickets\/\{id\} --> shop-dev-ticket/);
    const page = await api('GET', '//api/v1/web/guest/web/page.http');
    expect([page.status, page.text, page.headers.get('x-method')]).toEqual([200, '<h1>Books and more</h1>', 'get']);
  });

  it('deploys again over what is there', async () => {
    await succeed('deploy');
    expect((await api('GET', '/actions/shop-dev-price')).json.version).toBe('0.0.2');
    expect((await api('GET', '/rules/on_reordered')).json.status).toBe('active');
  });

  it('removes all of it, having spoken to no other host', async () => {
    expect(await succeed('remove')).toContain('Resource removal successful!');
    for (const collection of ['actions', 'packages', 'triggers', 'rules']) expect(await names(collection)).toEqual([]);
    expect(await routes()).toEqual([]);
    expect((await alarm('READ')).status).toBe(502);
    expect(outsideConnections(project)).toEqual([]);
  });
});

/** The JSON document within what a command wrote; warnings of the framework surround it. */
async function firstJson(output: Promise<string>): Promise<string> {
  return /^\{.*?^\}/ms.exec(await output)?.[0] ?? '';
}
