import { InMemoryRouteStore } from '@whisker/testing';
import { normalizeBasePath } from './paths';
import type { ManagedApi } from './route-store';
import { RouteTable } from './route-table';
import { aDocument, type DocumentParts } from './testing/documents';

const LIMITS = { maxTenantsCached: 2, routesMaxAgeMs: 1000 };

function anApi(tenant: string, parts: DocumentParts = {}): ManagedApi {
  const basePath = normalizeBasePath(parts.basePath ?? '/club');
  return { id: basePath, tenant, basePath, title: 'x', revision: 1, created: 1, document: aDocument(parts) };
}

function given() {
  const store = new InMemoryRouteStore();
  const faults: unknown[] = [];
  const reads: string[] = [];
  const time = { now: 0 };
  const counted = {
    apis: (tenant: string) => {
      reads.push(tenant);
      return store.apis(tenant);
    },
    subscriptions: store.subscriptions.bind(store),
  };
  const onFault = (fault: unknown, context: object) => void faults.push([String(fault), context]);
  const table = new RouteTable({ store: counted, limits: LIMITS, clock: () => time.now, onFault });
  const find = async (tenant: string, path: string) => (await table.routesOf(tenant)).find(path)?.value.api.id;
  return { store, table, find, faults, reads, time };
}

describe('RouteTable', () => {
  it('joins the APIs of a tenant', async () => {
    const { store, find } = given();
    await store.create(anApi('t', { basePath: '/', operations: { 'get /': undefined } }));
    await store.create(anApi('t'));
    await store.create(anApi('other', { basePath: '/other' }));
    expect(await find('t', '/club/books')).toBe('/club');
    expect(await find('t', '/other/books')).toBe('');
    expect(await find('nobody', '/club/books')).toBeUndefined();
  });

  it('reads once, and again when told or after a while', async () => {
    const { store, table, find, reads, time } = given();
    await Promise.all([find('t', '/club/books'), find('t', '/club/books')]);
    await store.create(anApi('t'));
    expect(await find('t', '/club/books')).toBeUndefined();
    time.now = 1000;
    expect(await find('t', '/club/books')).toBe('/club');
    await store.delete(anApi('t'));
    table.forget('t');
    expect(await find('t', '/club/books')).toBeUndefined();
    expect(reads).toEqual(['t', 't', 't']);
  });

  it('keeps the tenants read last', async () => {
    const { find, reads } = given();
    for (const tenant of ['a', 'b', 'c', 'c', 'b', 'a']) await find(tenant, '/');
    expect(reads).toEqual(['a', 'b', 'c', 'a']);
  });

  it('serves the others where one API cannot be', async () => {
    const { store, find, faults } = given();
    await store.create({ ...anApi('t', { basePath: '/broken' }), document: { basePath: '/broken' } });
    await store.create(anApi('t'));
    expect(await find('t', '/club/books')).toBe('/club');
    expect(faults).toEqual([[expect.stringContaining('missing the paths field'), { api: '/broken', tenant: 't' }]]);
  });

  it('asks again after a failure of the store', async () => {
    const { store, table } = given();
    const failing = jest.spyOn(store, 'apis').mockRejectedValueOnce(new Error('no disk'));
    await expect(table.routesOf('t')).rejects.toThrow('no disk');
    await expect(table.routesOf('t')).resolves.toBeDefined();
    failing.mockRestore();
  });
});
