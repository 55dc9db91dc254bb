import { checkSizes, defaultSystemLimits, effectiveLimits, sizeOf, sizeOfExec, type ExecBody } from './index';

const bounds = { ...effectiveLimits(defaultSystemLimits, {}), exec: 10, parameters: 10 };
const code = (code: string): ExecBody => ({
  exec: { type: 'code', kind: 'nodejs:20', binary: false, main: 'ü' },
  code,
});
const value = (value: string) => [{ key: 'k', value }];

describe('sizes', () => {
  it('count bytes of keys and of compact values', () => {
    expect(sizeOf([{ key: 'ü', value: { a: [1, '☃'] } }])).toBe(2 + Buffer.byteLength('{"a":[1,"☃"]}'));
  });

  it('count code as sent and main', () => expect(sizeOfExec(code('☃☃'))).toBe(8));

  it('count the image of a blackbox', () => {
    const exec = { type: 'blackbox', kind: 'blackbox', image: 'a/b', binary: false, hasCode: false } as const;
    expect(sizeOfExec({ exec })).toBe(3);
  });

  it('count the names of components', () => {
    const components = [
      { namespace: 'ns', name: 'a' },
      { namespace: 'ns', package: 'p', name: 'b' },
    ];
    expect(sizeOfExec({ exec: { type: 'sequence', kind: 'sequence', components } })).toBe('ns/ans/p/b'.length);
  });

  it('may be exactly the limit', () => {
    expect(() =>
      checkSizes({ exec: code('12345678'), parameters: value('1234567'), annotations: value('1234567') }, bounds),
    ).not.toThrow();
  });

  it('are tested in the order exec, parameters, annotations {limits.1.6, limits.1.7, limits.1.8}', () => {
    const sized = { exec: code('123456789'), parameters: value('12345678'), annotations: value('123456789') };
    expect(() => checkSizes(sized, bounds)).toThrow('exec larger than allowed: 11 > 10 bytes.');
    expect(() => checkSizes({ ...sized, exec: code('') }, bounds)).toThrow(
      'parameters larger than allowed: 11 > 10 bytes.',
    );
    expect(() => checkSizes({ annotations: sized.annotations }, bounds)).toThrow(
      'annotations larger than allowed: 12 > 10 bytes.',
    );
  });
});
