import { parseImageName } from './image-name';

const DIGEST = `sha256:${'0'.repeat(64)}`;

describe('image names', () => {
  it.each([
    'a',
    'openwhisk/example',
    'host.example:5000/a/b:tag',
    'localhost:1/x',
    'UPPER/case',
    'a__b/c-d.e:1_2.3-x',
    'a:1',
  ])('takes %s', (image) => {
    expect(parseImageName(image)).toBe(image);
  });

  it('drops the digest', () => {
    expect(parseImageName(`a@${DIGEST}`)).toBe('a');
    expect(parseImageName(`h:1/a:t@${DIGEST}`)).toBe('h:1/a:t');
  });

  it.each([
    '',
    'a b',
    'UPPER/case:tag!',
    'UPPER',
    'a/',
    '/a',
    'a//b',
    'a:',
    'a:b:c',
    'a/B',
    'a..b',
    '-a',
    'a@',
    'a@sha256:0',
    'h:x/a',
    '-h/a',
    `a:${'t'.repeat(129)}`,
  ])('refuses %j', (image) => {
    expect(() => parseImageName(image)).toThrow('could not parse image name');
  });
});
