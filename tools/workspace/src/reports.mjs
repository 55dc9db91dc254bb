import { join } from 'node:path';

/**
 * Where `npm test` leaves jest's reports, for what is made of them (`npm run spec-coverage`).
 * @param {string} root of the workspace
 */
export const reportsFolder = (root) => join(root, 'node_modules/.cache/whisker/test-reports');
