import { editProperties, parseProperties } from './properties-file';

describe('parseProperties', () => {
  it('reads keys and values', () => {
    expect([...parseProperties('APIHOST=h\nAUTH = a:b \r\n\nAPIVERSION=v2')]).toEqual([
      ['APIHOST', 'h'],
      ['AUTH', 'a:b'],
      ['APIVERSION', 'v2'],
    ]);
  });

  it('passes over comments and lines that are no pair', () => {
    expect(parseProperties('# A=b\n  # C=d\nnothing\nAUTH=a=b\n').size).toBe(0);
  });
});

describe('editProperties', () => {
  it('adds, replaces and takes away, and leaves the rest alone', () => {
    const text = '# mine\nAPIHOST=old\nAUTH=a:b\nOTHER=x\n';
    const edited = editProperties(
      text,
      new Map([
        ['APIHOST', 'new'],
        ['AUTH', undefined],
        ['CERT', 'c.pem'],
      ]),
    );
    expect(edited).toBe('# mine\nAPIHOST=new\nOTHER=x\nCERT=c.pem\n');
  });

  it('starts a file', () => {
    expect(editProperties('', new Map([['AUTH', 'a:b']]))).toBe('AUTH=a:b\n');
    expect(editProperties('', new Map([['AUTH', undefined]]))).toBe('');
  });

  it('leaves one line of a key that stands twice', () => {
    expect(editProperties('AUTH=a\nAUTH=b\n', new Map([['AUTH', 'c']]))).toBe('AUTH=c\n');
  });
});
