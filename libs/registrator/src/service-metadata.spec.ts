import fc from 'fast-check';
import { serviceMetadata, splitTags } from './service-metadata';
import { aContainer } from './testing/a-container';

describe('serviceMetadata', () => {
  it('lets the port win, then the label, then the later variable', () => {
    const container = aContainer({
      env: [
        'SERVICE_80_NAME=of the port',
        'SERVICE_NAME=first',
        'SERVICE_NAME=second',
        'SERVICE_A=variable',
        'SERVICE_B',
      ],
      labels: { SERVICE_A: 'label', SERVICE_NAME: 'label' },
    });
    const { values, ofPort } = serviceMetadata(container, 80);
    expect(values).toEqual({ name: 'of the port', a: 'label', b: '' });
    expect([...ofPort]).toEqual(['name']);
    expect(serviceMetadata(container, 8080).values).toEqual({ name: 'label', a: 'label', b: '' });
  });

  it('keeps what stands behind the first equals sign', () => {
    expect(serviceMetadata(aContainer({ env: ['SERVICE_CHECK_HTTP=/a?b=c'] }), 80).values).toEqual({
      check_http: '/a?b=c',
    });
  });
});

describe('splitTags', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a,,b,', ['a', 'b']],
    ['a\\,b,c', ['a,b', 'c']],
  ])('%j is %j', (text, tags) => {
    expect(splitTags(text)).toEqual(tags);
  });

  it('gives back what was joined', () => {
    const tag = fc.string({ minLength: 1 }).filter((text) => !text.includes('\\'));
    fc.assert(
      fc.property(fc.array(tag), (tags) => {
        expect(splitTags(tags.map((text) => text.replaceAll(',', '\\,')).join(','))).toEqual(tags);
      }),
    );
  });
});
