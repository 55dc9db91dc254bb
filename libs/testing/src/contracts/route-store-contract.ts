import type { ApiKey, ManagedApi, RouteStore } from '@whisker/api-gateway';
import { openForEach, uniqueId, uniqueName, type Bench, type OpenPort } from './port-under-test';

/** Declares the suite of the port {@link RouteStore}. */
export function routeStoreContract(name: string, open: OpenPort<RouteStore>): void {
  describe(`${name} as a RouteStore`, () => {
    const bench = openForEach(open);
    describe('keeps APIs', () => apis(bench));
    describe('lets one win', () => races(bench));
    describe('keeps subscriptions', () => subscriptions(bench));
  });
}

function anApi(members: Partial<ManagedApi> = {}): ManagedApi {
  const basePath = members.basePath ?? `/${uniqueName('base')}`;
  return {
    id: uniqueId(),
    tenant: uniqueName('tenant'),
    basePath,
    title: 'Club',
    revision: 1,
    created: 1_700_000_000_000,
    document: { basePath, paths: { '/☃': { get: { list: [1, null, { deep: true }] } } } },
    ...members,
  };
}

function apis(bench: Bench<RouteStore>): void {
  it('as they were created, the oldest first', async () => {
    const tenant = uniqueName('tenant');
    const created = ['/z', '/a', ''].map((basePath, i) => anApi({ tenant, basePath, created: i }));
    for (const api of created) expect(await bench.subject.create(api)).toBe(true);
    expect(await bench.subject.apis(tenant)).toEqual(created);
    for (const api of created) expect(await bench.subject.api(api)).toEqual(api);
  });

  it('of each tenant on its own', async () => {
    const mine = anApi();
    const theirs = { ...mine, tenant: uniqueName('tenant') };
    await bench.subject.create(mine);
    expect(await bench.subject.create(theirs)).toBe(true);
    expect(await bench.subject.apis(mine.tenant)).toEqual([mine]);
    await bench.subject.delete(theirs);
    expect(await bench.subject.api(mine)).toEqual(mine);
    expect(await bench.subject.apis(theirs.tenant)).toEqual([]);
  });

  it('as they were replaced, in their place', async () => {
    const tenant = uniqueName('tenant');
    const [first, second] = [anApi({ tenant, created: 1 }), anApi({ tenant, created: 2 })] as const;
    await bench.subject.create(first);
    await bench.subject.create(second);
    const changed = { ...first, revision: 2, title: 'New', basePath: '/new', document: { other: true } };
    expect(await bench.subject.replace(changed)).toBe(true);
    expect(await bench.subject.apis(tenant)).toEqual([changed, second]);
  });

  it('until they are deleted', async () => {
    const api = anApi();
    await bench.subject.create(api);
    expect(await bench.subject.delete(api)).toBe(true);
    expect(await bench.subject.delete(api)).toBe(false);
    expect(await bench.subject.api(api)).toBeUndefined();
    expect(await bench.subject.create(api)).toBe(true);
  });

  it('over a restart', async () => {
    const api = anApi();
    await bench.subject.create(api);
    await bench.subject.subscribe(api, { clientId: 'me' });
    await bench.reopen();
    expect(await bench.subject.apis(api.tenant)).toEqual([api]);
    expect(await bench.subject.subscriptions(api)).toEqual([{ clientId: 'me' }]);
  });
}

function races(bench: Bench<RouteStore>): void {
  it('of two with one base path', async () => {
    const api = anApi();
    const rival = anApi({ tenant: api.tenant, basePath: api.basePath });
    const results = await Promise.all([bench.subject.create(api), bench.subject.create(rival)]);
    expect(results.sort()).toEqual([false, true]);
    expect(await bench.subject.apis(api.tenant)).toHaveLength(1);
  });

  it('of two changes of one state', async () => {
    const api = anApi();
    await bench.subject.create(api);
    const changes = ['a', 'b', 'c'].map((title) => ({ ...api, title, revision: 2 }));
    const results = await Promise.all(changes.map((change) => bench.subject.replace(change)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await bench.subject.api(api)).toEqual(changes[results.indexOf(true)]);
  });

  it('not the one that takes the base path of another', async () => {
    const tenant = uniqueName('tenant');
    const [one, other] = [anApi({ tenant }), anApi({ tenant })] as const;
    await bench.subject.create(one);
    await bench.subject.create(other);
    expect(await bench.subject.replace({ ...one, revision: 2, basePath: other.basePath })).toBe(false);
    expect(await bench.subject.apis(tenant)).toEqual([one, other]);
  });

  it('not the deletion of a state that is no more', async () => {
    const api = anApi();
    await bench.subject.create(api);
    await bench.subject.subscribe(api, { clientId: 'me' });
    await bench.subject.replace({ ...api, revision: 2 });
    expect(await bench.subject.delete(api, 1)).toBe(false);
    expect(await bench.subject.subscriptions(api)).toHaveLength(1);
    expect(await bench.subject.delete(api, 2)).toBe(true);
  });

  it('not a change of what is gone', async () => {
    const api = anApi();
    expect(await bench.subject.replace({ ...api, revision: 2 })).toBe(false);
    expect(await bench.subject.apis(api.tenant)).toEqual([]);
  });
}

function subscriptions(bench: Bench<RouteStore>): void {
  const created = async (): Promise<ApiKey> => {
    const api = anApi();
    await bench.subject.create(api);
    return api;
  };

  it('by client id, the last one of each', async () => {
    const api = await created();
    await bench.subject.subscribe(api, { clientId: 'b', secret: 'salt:hash' });
    await bench.subject.subscribe(api, { clientId: 'a', secret: 'old' });
    expect(await bench.subject.subscribe(api, { clientId: 'a' })).toBe(true);
    expect(await bench.subject.subscriptions(api)).toEqual([{ clientId: 'a' }, { clientId: 'b', secret: 'salt:hash' }]);
  });

  it('until they end', async () => {
    const api = await created();
    await bench.subject.subscribe(api, { clientId: 'a' });
    expect(await bench.subject.unsubscribe(api, 'a')).toBe(true);
    expect(await bench.subject.unsubscribe(api, 'a')).toBe(false);
    expect(await bench.subject.subscriptions(api)).toEqual([]);
  });

  it('no longer than their API', async () => {
    const api = anApi();
    await bench.subject.create(api);
    await bench.subject.subscribe(api, { clientId: 'a' });
    await bench.subject.delete(api);
    await bench.subject.create(api);
    expect(await bench.subject.subscriptions(api)).toEqual([]);
  });

  it('of no API that is not there', async () => {
    const api = anApi();
    expect(await bench.subject.subscribe(api, { clientId: 'a' })).toBe(false);
    expect(await bench.subject.subscriptions(api)).toEqual([]);
  });
}
