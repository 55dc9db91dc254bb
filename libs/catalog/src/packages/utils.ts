import type { CatalogPackage } from '../catalog-package';

/** Small building blocks for sequences (spec: feeds section 5). */
export const utils: CatalogPackage = {
  name: 'utils',
  shared: true,
  annotations: { description: 'Building blocks that format and assemble data' },
  parameters: {},
  actions: [
    {
      name: 'echo',
      kind: 'nodejs:default',
      source: 'utils/echo.js',
      annotations: {
        description: 'Returns its input',
        parameters: [{ name: 'payload', required: false, description: 'Any value' }],
        sampleInput: { payload: 'Five fuzzy felines' },
        sampleOutput: { payload: 'Five fuzzy felines' },
      },
    },
  ],
};
