import type { OnLoadArgs, OnLoadResult, PluginBuild } from 'esbuild';
import { join } from 'node:path';
import { decoratorMetadata } from './decorator-metadata.mjs';
import { temporaryTree } from './temporary-tree';

type Load = (args: OnLoadArgs) => Promise<OnLoadResult>;

const root = temporaryTree({
  'plain.ts': '/**\n * @param a mail@example\n */\nexport const f = (a: string): string => a;\n',
  'service.ts':
    "import { Clock } from './clock';\n@Injectable()\nexport class Service {\n  constructor(c: Clock) {}\n}\n",
});

function load(file: string): Promise<OnLoadResult> {
  let onLoad: Load | undefined;
  void decoratorMetadata.setup({ onLoad: (_filter: unknown, run: Load) => (onLoad = run) } as unknown as PluginBuild);
  return onLoad!({ path: join(root, file) } as OnLoadArgs);
}

test('a file without decorators is left to esbuild', async () => {
  await expect(load('plain.ts')).resolves.toMatchObject({ loader: 'ts' });
});

test('a decorated class keeps the types of its parameters', async () => {
  const { loader, contents } = await load('service.ts');
  expect(loader).toBe('js');
  expect(contents).toMatch(/"design:paramtypes", \[[^\]]*Clock/);
});
