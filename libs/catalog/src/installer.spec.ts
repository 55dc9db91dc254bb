import { defaultSystemLimits } from '@whisker/entities';
import { Entitlement } from '@whisker/entitlement';
import { Actions, Packages } from '@whisker/management';
import { anIdentity, InMemoryEntityStore, someRuntimes } from '@whisker/testing';
import { installCatalog, type CatalogOptions, type CatalogPackage } from './index';

const TOOLS: CatalogPackage = {
  name: 'tools',
  shared: true,
  annotations: { description: 'Tools' },
  parameters: { depth: 1 },
  actions: [
    { name: 'plain', kind: 'nodejs:default', source: 'tools/plain.js', annotations: { description: 'Plain' } },
    { name: 'page', kind: 'nodejs:18', source: 'tools/page.js', web: true, parameters: { color: 'red' } },
    { name: 'raw', kind: 'nodejs:default', source: 'tools/raw.js', web: 'raw', final: false },
    { name: 'both', kind: 'sequence', sequence: ['/whisk.system/tools/plain', '/whisk.system/tools/page'] },
  ],
};
const HIDDEN: CatalogPackage = { name: 'hidden', shared: false, annotations: {}, parameters: {}, actions: [] };

function given() {
  const entities = new InMemoryEntityStore();
  const runtimes = someRuntimes();
  const entitlement = new Entitlement({ entities });
  const deps = { entities, entitlement, runtimes, limits: defaultSystemLimits, clock: () => 7 };
  const options: CatalogOptions = {
    packages: new Packages(deps),
    actions: new Actions(deps),
    caller: anIdentity('whisk.system'),
    kindFor: (kind) => runtimes.find(kind)?.kind,
    readSource: async (file) => `// ${file}`,
  };
  const packages = new Packages(deps);
  const actions = new Actions(deps);
  const caller = anIdentity('whisk.system');
  const name = (action: string) => ({ namespace: 'whisk.system', package: 'tools', name: action });
  const action = (of: string) => actions.get(caller, name(of), { code: true });
  const pkg = (of: string) => packages.get(caller, { namespace: 'whisk.system', name: of });
  return { options, entities, action, pkg };
}

describe('installCatalog', () => {
  it('puts packages and their actions', async () => {
    const { options, action, pkg } = given();
    expect(await installCatalog([TOOLS, HIDDEN], options)).toEqual({ written: ['tools', 'hidden'], leftOut: [] });
    expect(await pkg('tools')).toMatchObject({ publish: true, parameters: [{ key: 'depth', value: 1 }] });
    expect(await pkg('hidden')).toMatchObject({ publish: false });
    expect(await action('plain')).toMatchObject({ exec: { kind: 'nodejs:20', code: '// tools/plain.js' } });
    expect(await action('both')).toMatchObject({ exec: { kind: 'sequence', components: { length: 2 } } });
  });

  it('annotates web actions', async () => {
    const { options, action } = given();
    await installCatalog([TOOLS], options);
    const annotations = async (of: string) => (await action(of))['annotations'] as { key: string; value: unknown }[];
    expect(await annotations('page')).toEqual(
      expect.arrayContaining([
        { key: 'web-export', value: true },
        { key: 'final', value: true },
      ]),
    );
    expect(await annotations('raw')).toContainEqual({ key: 'raw-http', value: true });
    expect((await annotations('raw')).map(({ key }) => key)).not.toContain('final');
    expect((await annotations('plain')).map(({ key }) => key)).not.toContain('web-export');
  });

  it('writes nothing the second time', async () => {
    const { options, entities } = given();
    await installCatalog([TOOLS, HIDDEN], options);
    entities.beforeWrite = () => {
      throw new Error('a write');
    };
    expect(await installCatalog([TOOLS, HIDDEN], options)).toEqual({ written: [], leftOut: [] });
  });

  it('writes a package again of which anything changed', async () => {
    const { options, action, pkg } = given();
    await installCatalog([TOOLS, HIDDEN], options);
    const changed = { ...options, readSource: async (file: string) => `// new ${file}` };
    expect((await installCatalog([TOOLS, HIDDEN], changed)).written).toEqual(['tools']);
    expect(await action('plain')).toMatchObject({ exec: { code: '// new tools/plain.js' } });
    const bound = { ...changed, parameters: { hidden: { key: 'k' } } };
    expect((await installCatalog([TOOLS, HIDDEN], bound)).written).toEqual(['hidden']);
    expect(await pkg('hidden')).toMatchObject({ parameters: [{ key: 'key', value: 'k' }] });
  });

  it('removes actions that a package no longer has', async () => {
    const { options, action } = given();
    await installCatalog([TOOLS], options);
    await installCatalog([{ ...TOOLS, actions: TOOLS.actions.slice(0, 1) }], options);
    await expect(action('page')).rejects.toThrow('does not exist');
    expect(await action('plain')).toMatchObject({ name: 'plain' });
  });

  it('starts over with a package whose installation was cut short', async () => {
    const { options, entities, action } = given();
    let writes = 0;
    entities.beforeWrite = () => {
      if ((writes += 1) === 3) throw new Error('cut short');
    };
    await expect(installCatalog([TOOLS], options)).rejects.toThrow('cut short');
    expect((await installCatalog([TOOLS], options)).written).toEqual(['tools']);
    expect(await action('both')).toMatchObject({ name: 'both' });
  });

  it('leaves out what nothing here can run, and puts it once something can', async () => {
    const { options, action } = given();
    const none = { ...options, kindFor: (kind: string) => (kind === 'nodejs:18' ? kind : undefined) };
    const only = { ...TOOLS, actions: TOOLS.actions.slice(0, 2) };
    expect((await installCatalog([only], none)).leftOut).toEqual(['tools/plain']);
    await expect(action('plain')).rejects.toThrow('does not exist');
    expect(await installCatalog([only], options)).toEqual({ written: ['tools'], leftOut: [] });
    expect(await action('plain')).toMatchObject({ exec: { kind: 'nodejs:20' } });
  });
});
