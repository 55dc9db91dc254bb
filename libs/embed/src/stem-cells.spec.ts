import { Runtimes } from '@whisker/entities';
import { stemCells } from './stem-cells';

const manifest = Runtimes.parse({
  runtimes: {
    nodejs: [
      { kind: 'nodejs:20', default: true, stemCells: [{ initialCount: 2, memory: '256 MB' }] },
      { kind: 'nodejs:24' },
    ],
    python: [{ kind: 'python:3.11' }],
  },
});

describe('stemCells', () => {
  it('are those of the manifest', () => {
    expect(stemCells(manifest, manifest)).toEqual([{ kind: 'nodejs:20', memoryMb: 256, count: 2 }]);
  });

  it("go to the family's default where their kind is not served", () => {
    const served = manifest.filter(({ kind }) => kind !== 'nodejs:20');
    expect(stemCells(manifest, served)).toEqual([{ kind: 'nodejs:24', memoryMb: 256, count: 2 }]);
  });

  it('are none where the family is not served', () => {
    expect(
      stemCells(
        manifest,
        manifest.filter(({ family }) => family === 'python'),
      ),
    ).toEqual([]);
  });
});
