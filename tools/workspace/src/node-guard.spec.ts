import { runInNewContext } from 'node:vm';
import { nodeGuard } from './node-guard.mjs';

/** What the guard does on a Node of some version. */
function guardOn(version: string): { said: string[]; exited: number[] } {
  const said: string[] = [];
  const exited: number[] = [];
  runInNewContext(nodeGuard(24), {
    process: { versions: { node: version }, exit: (code: number) => exited.push(code) },
    console: { error: (text: string) => said.push(text) },
  });
  return { said, exited };
}

describe('nodeGuard', () => {
  it('lets a new Node pass', () => {
    expect(guardOn('24.21.0')).toEqual({ said: [], exited: [] });
  });

  it.each(['8.17.0', '20.20.2'])('ends on Node %s and says what to do', (version) => {
    const { said, exited } = guardOn(version);
    expect(exited).toEqual([1]);
    expect(said).toEqual([
      expect.stringMatching(new RegExp(`^Node ${version} is too old, version 24 or newer.*npm start`)),
    ]);
  });
});
