import { Keyring, newKey, parseKey } from './keyring';

const [one, two] = [newKey(), newKey()];
const PLACE = 'parameter of guest';

describe('a keyring', () => {
  const ring = new Keyring([one]);

  it.each(['', 'text', '☃ é', 'x'.repeat(1_000_000)])('opens what it sealed', (text) => {
    const sealed = ring.seal(text, PLACE);
    expect(sealed).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(ring.open(sealed, PLACE)).toEqual({ type: 'open', text });
  });

  it('never seals the same twice', () => {
    expect(ring.seal('text', PLACE)).not.toBe(ring.seal('text', PLACE));
  });

  it('opens at the place only that it was sealed for', () => {
    expect(ring.open(ring.seal('text', PLACE), 'parameter of other')).toEqual({ type: 'damaged' });
  });

  it('opens nothing that was changed, wherever', () => {
    const sealed = Buffer.from(ring.seal('text', PLACE), 'base64');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      expect(ring.open(changed.toString('base64'), PLACE).type).not.toBe('open');
    }
  });

  it.each(['', 'text', 'not base64!', 'AQ==', 'AAAA'.repeat(20), Buffer.alloc(32, 1).toString('base64')])(
    'takes %j for damaged',
    (text) => expect(ring.open(text, PLACE)).toEqual({ type: 'damaged' }),
  );

  it('opens what an earlier key sealed, and knows that it did', () => {
    const old = new Keyring([one]).seal('text', PLACE);
    const both = new Keyring([two, one]);
    expect(both.open(old, PLACE)).toEqual({ type: 'open', text: 'text' });
    expect([both.isCurrent(old), both.isCurrent(both.seal('text', PLACE)), both.isCurrent('text')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('names the key it lacks', () => {
    const opened = new Keyring([two]).open(ring.seal('text', PLACE), PLACE);
    expect(opened).toEqual({ type: 'unknown-key', keyId: expect.stringMatching(/^[0-9a-f]{8}$/) });
  });

  it('is written in a form that later versions must read', () => {
    const key = Buffer.alloc(32, 1).toString('base64');
    const fixed = new Keyring([key], { random: (size) => Buffer.alloc(size, 2) });
    expect(fixed.seal('text', PLACE)).toBe('AfJJIpwCAgICAgICAgICAgJzs7E9fWTODYjwR1m4J2SZIJlcOw==');
    expect(new Keyring([key]).open('AfJJIpwCAgICAgICAgICAgJzs7E9fWTODYjwR1m4J2SZIJlcOw==', PLACE)).toEqual({
      type: 'open',
      text: 'text',
    });
  });

  it.each([[[]], [['short']], [[one, 'x']]])('is not made of %j', (keys) => {
    expect(() => new Keyring(keys)).toThrow(RangeError);
  });
});

it.each([
  [one, true],
  [` ${one}\n`, true],
  [Buffer.alloc(16).toString('base64'), false],
  [Buffer.alloc(33).toString('base64'), false],
  ['k'.repeat(32), false],
  ['', false],
])('%j is a key: %s', (text, isKey) => expect(parseKey(text) !== undefined).toBe(isKey));
