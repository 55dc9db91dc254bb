import { readActionSource, systemCatalog } from './index';

const actions = systemCatalog.flatMap(({ name: pkg, actions }) => actions.map((action) => ({ pkg, ...action })));

describe('the system catalog', () => {
  it.each(actions.map((action) => [`${action.pkg}/${action.name}`, action] as const))(
    '%s is complete',
    async (_name, { kind, source, sequence, annotations }) => {
      expect(annotations?.['description']).toEqual(expect.any(String));
      if (kind === 'sequence') expect(sequence?.length).toBeGreaterThan(0);
      else expect(await readActionSource(source ?? '')).toContain('main');
    },
  );

  it('names nothing twice', () => {
    const names = [...systemCatalog.map(({ name }) => name), ...actions.map(({ pkg, name }) => `${pkg}/${name}`)];
    expect(new Set(names).size).toBe(names.length);
  });
});
