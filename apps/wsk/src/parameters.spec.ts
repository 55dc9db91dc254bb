import { extractPairs, fromKeyValues, readPairs, toKeyValues, type PairTarget } from './parameters';
import { Shell } from './testing/shell';
import type { Surroundings } from './surroundings';

const FIXTURE = {
  'a key': 'a value',
  'a bool': true,
  nested: { deep: { number: 1111 } },
  list: [1, '2', false, null],
  'text that looks like JSON': '{"someKey": "someValue"}',
};

function entries(argv: string[], target: PairTarget = 'param', shell = new Shell()): Promise<[string, unknown][]> {
  const { pairs } = extractPairs(argv);
  return readPairs(pairs, target, surroundingsOf(shell)).then((map) => [...map]);
}

function surroundingsOf(shell: Shell): Surroundings {
  return { files: shell.files, cwd: Shell.CWD } as unknown as Surroundings;
}

describe('extractPairs', () => {
  it('takes out the flags and leaves the rest in place', () => {
    const { rest, pairs } = extractPairs(['action', 'invoke', '-p', 'a', '1', 'name', '-P', 'file', '-r']);
    expect(rest).toEqual(['action', 'invoke', 'name', '-r']);
    expect(pairs.param).toEqual([
      { from: 'argument', key: 'a', value: '1' },
      { from: 'file', path: 'file' },
    ]);
  });

  it('takes what follows whatever it looks like', () => {
    expect(extractPairs(['-p', '-P', '--']).pairs.param).toEqual([{ from: 'argument', key: '-P', value: '--' }]);
  });

  it('ends at --', () => {
    expect(extractPairs(['x', '--', '-p', 'a', 'b'])).toMatchObject({
      rest: ['x', '--', '-p', 'a', 'b'],
      pairs: { param: [] },
    });
  });

  it('knows the long names, also joined with a value', () => {
    const { pairs } = extractPairs([
      '--param=a',
      '1',
      '--param-file=f',
      '--annotation',
      'b',
      '2',
      '--annotation-file',
      'g',
    ]);
    expect(pairs.param).toEqual([
      { from: 'argument', key: 'a', value: '1' },
      { from: 'file', path: 'f' },
    ]);
    expect(pairs.annotation).toEqual([
      { from: 'argument', key: 'b', value: '2' },
      { from: 'file', path: 'g' },
    ]);
  });

  it('keeps feed and trigger parameters apart', () => {
    const { pairs } = extractPairs(['-F', 'a', '1', '-T', 'b', '2']);
    expect(pairs).toMatchObject({ param: [], feedParam: [{ key: 'a' }], triggerParam: [{ key: 'b' }] });
  });

  it.each([
    [['-p'], "Arguments for '-p' must be a key/value pair"],
    [['-p', 'key'], "Arguments for '-p' must be a key/value pair"],
    [['--param', 'key'], "Arguments for '--param' must be a key/value pair"],
    [['-a', 'key'], "Arguments for '-a' must be a key/value pair"],
    [['-P'], "An argument must be provided for '-P'"],
    [['-A'], "An argument must be provided for '-A'"],
  ])('refuses %p', (argv, message) => {
    expect(() => extractPairs(argv)).toThrow(message);
  });
});

describe('readPairs', () => {
  it.each([
    ['1', 1],
    ['-1.5e3', -1500],
    ['true', true],
    ['null', null],
    ['"quoted"', 'quoted'],
    ['{"a": [1]}', { a: [1] }],
    ['[1, "2"]', [1, '2']],
    ['plain', 'plain'],
    ['', ''],
    ['{broken', '{broken'],
    ['日本語', '日本語'],
    ['1.2.3', '1.2.3'],
  ])('reads the value %p', async (text, value) => {
    expect(await entries(['-p', 'key', text])).toEqual([['key', value]]);
  });

  it('reads files', async () => {
    const shell = new Shell();
    shell.file('in.json', JSON.stringify(FIXTURE));
    expect(Object.fromEntries(await entries(['-P', 'in.json'], 'param', shell))).toEqual(FIXTURE);
  });

  it('lets later ones win across pairs and files', async () => {
    const shell = new Shell();
    shell.file('in.json', '{"a": "file", "b": "file"}');
    expect(
      Object.fromEntries(await entries(['-p', 'a', 'x', '-P', 'in.json', '-p', 'b', 'y'], 'param', shell)),
    ).toEqual({
      a: 'file',
      b: 'y',
    });
  });

  it('keeps keys that objects treat specially', async () => {
    expect(toKeyValues(new Map(await entries(['-p', '__proto__', 'x'])))).toEqual([{ key: '__proto__', value: 'x' }]);
  });

  it.each([
    '{\n  "invalidJSON":\n}',
    '{"invalid": "JS\n  ON"}',
    '{"invalid": "JSON"',
    '{"invalid": "JS"ON"}',
    '[1]',
    '3',
    'null',
  ])('refuses a file of %p', async (content) => {
    const shell = new Shell();
    shell.file('in.json', content);
    await expect(entries(['-P', 'in.json'], 'param', shell)).rejects.toThrow('The parameter arguments are invalid: ');
    await expect(entries(['-A', 'in.json'], 'annotation', shell)).rejects.toThrow(
      'The annotation arguments are invalid: ',
    );
  });

  it('refuses missing and empty files', async () => {
    const shell = new Shell();
    shell.file('empty.json', '');
    for (const name of ['empty.json', 'missing.json']) {
      await expect(entries(['-P', name], 'param', shell)).rejects.toThrow(
        `File '${name}' is not a valid file or it does not exist`,
      );
    }
  });
});

describe('key values', () => {
  it('go both ways', () => {
    const list = [
      { key: 'a', value: [1] },
      { key: 'b', value: null },
    ];
    expect(toKeyValues(fromKeyValues(list))).toEqual(list);
    expect(fromKeyValues(undefined).size).toBe(0);
  });
});
