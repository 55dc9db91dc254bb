import { defaultGatewayLimits } from './gateway-options';
import { InMemoryRouteStore, routeStoreContract } from '@whisker/testing';
import { Apis } from './apis';
import { aDocument } from './testing/documents';

routeStoreContract('InMemoryRouteStore', async () => {
  const subject = new InMemoryRouteStore();
  return { subject, close: () => subject.close() };
});

const TENANT = 'guest';

function given(limits: Partial<typeof defaultGatewayLimits> = {}) {
  const store = new InMemoryRouteStore();
  const forgotten: string[] = [];
  let ids = 0;
  const apis = new Apis({
    store,
    routes: { forget: (tenant) => void forgotten.push(tenant) },
    limits: { ...defaultGatewayLimits, ...limits },
    clock: () => 42,
    newId: () => `id-${(ids += 1)}`,
  });
  return { apis, store, forgotten };
}

const refusal = (status: number, message: string) => expect.objectContaining({ status, message });

describe('Apis', () => {
  it('creates, gets, lists and deletes', async () => {
    const { apis, forgotten } = given();
    const created = await apis.create(TENANT, aDocument());
    expect(created).toEqual({
      id: 'id-1',
      tenant: TENANT,
      basePath: '/club',
      title: 'Club',
      revision: 1,
      created: 42,
      document: aDocument(),
    });
    expect(await apis.get(created)).toEqual(created);
    expect(await apis.list(TENANT, {})).toEqual([created]);
    await apis.delete(created);
    await expect(apis.get(created)).rejects.toEqual(refusal(404, 'Unknown API id id-1'));
    await expect(apis.delete(created)).rejects.toEqual(refusal(404, 'Unknown API id id-1'));
    expect(forgotten).toEqual([TENANT, TENANT]);
  });

  it('lists by base path, title and page', async () => {
    const { apis } = given();
    for (const [basePath, title] of Object.entries({ '/a': 'One', b: 'Two', '/c': 'Two' }))
      await apis.create(TENANT, aDocument({ basePath, title }));
    const found = async (query: object) => (await apis.list(TENANT, query)).map(({ id }) => id);
    expect(await found({ basePath: '/b' })).toEqual(['id-2']);
    expect(await found({ title: 'Two' })).toEqual(['id-2', 'id-3']);
    expect(await found({ title: 'Two', basePath: 'c/' })).toEqual(['id-3']);
    expect(await found({ skip: 1, limit: 1 })).toEqual(['id-2']);
    expect(await found({ skip: 1, limit: 0 })).toEqual(['id-2', 'id-3']);
    expect(await found({ basePath: '/none' })).toEqual([]);
    expect(await apis.list('other', {})).toEqual([]);
  });

  it('updates on the state it is told, or on any', async () => {
    const { apis } = given();
    const api = await apis.create(TENANT, aDocument());
    expect(await apis.update(api, aDocument({ title: 'New' }), 1)).toMatchObject({ title: 'New', revision: 2 });
    await expect(apis.update(api, aDocument(), 1)).rejects.toEqual(
      refusal(412, 'The API was changed since it was read.'),
    );
    expect(await apis.update(api, aDocument({ title: 'Newer' }))).toMatchObject({ title: 'Newer', revision: 3 });
    await expect(apis.delete(api, 2)).rejects.toEqual(refusal(412, 'The API was changed since it was read.'));
    await apis.delete(api, 3);
    await expect(apis.update(api, aDocument())).rejects.toEqual(refusal(404, 'Unknown API id id-1'));
  });

  it('lets one of two win that change an API at the same time', async () => {
    const { apis } = given();
    const api = await apis.create(TENANT, aDocument());
    const results = await Promise.allSettled(['a', 'b'].map((title) => apis.update(api, aDocument({ title }), 1)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(results[1]).toMatchObject({ reason: { status: 412 } });
  });

  it('has each base path of a tenant once', async () => {
    const { apis } = given();
    const first = await apis.create(TENANT, aDocument({ basePath: '/a' }));
    const taken = refusal(409, "There is an API with the base path '/a' already.");
    await expect(apis.create(TENANT, aDocument({ basePath: 'a/' }))).rejects.toEqual(taken);
    const second = await apis.create(TENANT, aDocument({ basePath: '/b' }));
    await expect(apis.update(second, aDocument({ basePath: '/a' }))).rejects.toEqual(taken);
    await apis.create('other', aDocument({ basePath: '/a' }));
    expect(await apis.get(first)).toEqual(first);
  });

  it('checks documents before anything is stored', async () => {
    const { apis } = given();
    await expect(apis.create(TENANT, aDocument({ over: { paths: null } }))).rejects.toEqual(
      refusal(400, 'swagger is missing the paths field.'),
    );
    expect(await apis.list(TENANT, {})).toEqual([]);
  });

  it('has bounds', async () => {
    const { apis } = given({ maxApisPerTenant: 1, maxSubscriptionsPerApi: 1 });
    const api = await apis.create(TENANT, aDocument());
    await expect(apis.create(TENANT, aDocument({ basePath: '/b' }))).rejects.toEqual(
      refusal(400, 'A tenant can have 1 APIs at most. Delete some first.'),
    );
    await apis.subscribe(api, { id: 'one' });
    await apis.subscribe(api, { id: 'one', secret: 's' });
    await expect(apis.subscribe(api, { id: 'two' })).rejects.toEqual(
      refusal(400, 'An API can have 1 subscriptions at most. Delete some first.'),
    );
  });

  it.each(['v1', 'v22', '', 'x'.repeat(257)])('has no tenant %s', async (tenant) => {
    await expect(given().apis.create(tenant, aDocument())).rejects.toThrow('cannot be a tenant');
  });

  it('keeps no secret', async () => {
    const { apis, store } = given();
    const api = await apis.create(TENANT, aDocument());
    await apis.subscribe(api, { id: 'me', secret: 'very secret' });
    expect(await apis.subscriptions(api)).toEqual(['me']);
    expect(JSON.stringify(await store.subscriptions(api))).not.toContain('very secret');
    await apis.unsubscribe(api, 'me');
    await expect(apis.unsubscribe(api, 'me')).rejects.toEqual(refusal(404, "Subscription doesn't exist"));
    await expect(apis.subscriptions({ ...api, id: 'x' })).rejects.toEqual(refusal(404, 'Unknown API id x'));
  });
});
