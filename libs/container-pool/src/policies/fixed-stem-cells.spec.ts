import { FixedStemCells } from './fixed-stem-cells';

describe('fixed stem cells', () => {
  it('asks for what is configured', () => {
    const policy = new FixedStemCells([
      { kind: 'nodejs:20', memoryMb: 256, count: 2 },
      { kind: 'python:3', memoryMb: 128, count: 1, concurrency: 4 },
    ]);
    expect(policy.targets()).toEqual([
      { spec: { kind: 'nodejs:20', memoryMb: 256, concurrency: 1 }, count: 2 },
      { spec: { kind: 'python:3', memoryMb: 128, concurrency: 4 }, count: 1 },
    ]);
  });
});
