import { limitFields } from '@whisker/administration';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesOf } from './limits-command';

describe('the flags of limits set', () => {
  it('are the changes; none takes a limit away', () => {
    expect(changesOf({ firesPerMinute: '3', allowedKinds: ['none'], maxActionMemory: 'none' })).toEqual({
      firesPerMinute: '3',
      allowedKinds: null,
      maxActionMemory: null,
    });
  });

  it('have the names wskadmin knows for storing activations', () => {
    expect(changesOf({ enableStoreActivations: true })).toEqual({ storeActivations: true });
    expect(changesOf({ disableStoreActivations: true, firesPerMinute: '1' })).toEqual({
      storeActivations: false,
      firesPerMinute: '1',
    });
  });
});

describe('the operating manual', () => {
  it('has the table of limits as the code has it', () => {
    const manual = readFileSync(join(__dirname, '../../../../docs/operating.md'), 'utf8');
    const rows = Object.entries(limitFields).map(
      ([name, { type, meaning }]) => `| \`${name}\` | ${type} | ${meaning} |`,
    );
    expect(manual).toContain(`|---|---|---|\n${rows.join('\n')}\n`);
  });
});
