import { Runtimes } from './index';

const image = { registry: 'r.example', prefix: 'whisk', name: 'node', tag: '20' };
const manifest = {
  runtimes: {
    nodejs: [
      { kind: 'nodejs:18', deprecated: true },
      { kind: 'nodejs:20', default: true, image, attached: {}, stemCells: [{ initialCount: 2, memory: '256 MB' }] },
    ],
    python: [{ kind: 'python:3.11', requireMain: true, stemCells: [{ count: 1, memory: '128 MB' }] }],
  },
};

describe('runtimes', () => {
  const runtimes = Runtimes.parse(manifest);

  it('are read from a manifest', () => {
    expect(runtimes.kinds).toEqual(['nodejs:18', 'nodejs:20', 'python:3.11']);
    expect(runtimes.families).toEqual(['nodejs', 'python']);
    expect(runtimes.find('nodejs:20')).toMatchObject({
      image: 'r.example/whisk/node:20',
      attached: true,
      stemCells: [{ initialCount: 2, memoryMb: 256 }],
    });
    expect(runtimes.find('python:3.11')).toMatchObject({
      image: '',
      default: true,
      requireMain: true,
      stemCells: [{ initialCount: 1, memoryMb: 128 }],
    });
  });

  it('are found by kind and as default of a family', () => {
    expect([runtimes.find('nodejs:default')?.kind, runtimes.find('nosuch:default'), runtimes.find('nodejs')]).toEqual([
      'nodejs:20',
      undefined,
      undefined,
    ]);
  });

  it('give a family that loses its default another one', () => {
    expect(runtimes.filter(({ kind }) => kind !== 'nodejs:20').find('nodejs:default')?.kind).toBe('nodejs:18');
  });

  it('of a family with several kinds need one default', () => {
    expect(() => Runtimes.parse({ runtimes: { x: [{ kind: 'x:1' }, { kind: 'x:2' }] } })).toThrow(
      "family 'x' needs exactly one default kind, it has 0",
    );
  });
});
