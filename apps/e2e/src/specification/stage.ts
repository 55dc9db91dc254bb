import { apiClient, type ApiClient } from '../api';
import { addSubject } from '../contract/data-folder';
import { freshFolder, removeFolder, startPlatform } from '../platform';

export const source = (code: string) => ({ exec: { kind: 'nodejs:default', code } });
/** An action that returns its arguments. */
export const ECHO = source('function main(args) { return args }');
/** Credentials of the second subject. */
const OTHER = `11111111-2222-4333-8444-555555555555:${'k'.repeat(64)}`;
export const bound = (namespace: string, name: string) => ({ binding: { namespace, name } });
export const rule = { trigger: '/_/t', action: '/_/a' };

/** What the tests find there. */
const world: readonly (readonly [path: string, body: object])[] = [
  ['/actions/a', ECHO],
  [
    '/actions/final',
    { ...ECHO, parameters: [{ key: 'fixed', value: 1 }], annotations: [{ key: 'final', value: true }] },
  ],
  ['/actions/s', { exec: { kind: 'sequence', components: ['/_/a'] } }],
  ['/actions/fails', source('function main() { return { error: "no", more: 1 } }')],
  ['/actions/throws', source('function main() { throw new Error("boom") }')],
  ['/actions/list', source('function main() { return [1, { a: 2 }] }')],
  ['/packages/p', { parameters: [{ key: 'level', value: 'package' }] }],
  ['/actions/p/a', { ...ECHO, parameters: [{ key: 'own', value: 'action' }] }],
  ['/packages/q', {}],
  ['/actions/q/a', ECHO],
  ['/actions/q/b', ECHO],
  ['/packages/bound', bound('_', 'p')],
  ['/triggers/t', {}],
  ['/triggers/idle', {}],
  ['/triggers/gone', {}],
  ['/rules/r', rule],
  ['/rules/orphan', { ...rule, trigger: '/_/gone' }],
];

/** A data folder in which a second subject has a namespace, `other`. */
async function folderForTwo(limits?: object): Promise<string> {
  const dataFolder = freshFolder();
  await (await startPlatform({ dataFolder })).stop();
  addSubject(dataFolder, { name: 'other', auth: OTHER, ...(limits && { limits }) });
  return dataFolder;
}

/** PUTs entities. */
export async function build(api: ApiClient, parts: readonly (readonly [path: string, body: object])[]): Promise<void> {
  for (const [path, body] of parts) expect([path, (await api('PUT', path, body)).status]).toEqual([path, 200]);
}

/** A platform with two subjects, and clients of both. */
export interface Platform {
  readonly api: ApiClient;
  /** As the second subject, whose namespace is `other`. */
  readonly other: ApiClient;
  stop(): Promise<void>;
}

/** Starts one; `limits` are those of the second namespace. */
export async function platformForTwo(env: Readonly<Record<string, string>> = {}, limits?: object): Promise<Platform> {
  const platform = await startPlatform({ dataFolder: await folderForTwo(limits), env });
  return {
    api: apiClient(platform),
    other: apiClient({ apihost: platform.apihost, auth: OTHER }),
    stop: async () => {
      await platform.stop();
      removeFolder(platform.dataFolder);
    },
  };
}

/** Starts one and fills it with the world of the tests. */
export async function filledPlatform(): Promise<Platform> {
  const platform = await platformForTwo();
  await build(platform.api, world);
  expect((await platform.api('DELETE', '/triggers/gone')).status).toBe(200);
  await build(platform.other, [
    ['/packages/private', {}],
    ['/packages/shared', { publish: true, parameters: [{ key: 'from', value: 'other' }] }],
    ['/actions/shared/a', ECHO],
  ]);
  return platform;
}
