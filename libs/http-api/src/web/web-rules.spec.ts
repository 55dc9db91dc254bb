import type { JsonValue } from '@whisker/entities';
import { anAction } from '@whisker/testing';
import { satisfies, webRulesOf } from './web-rules';

const annotated = (key: string, value: JsonValue) =>
  webRulesOf(
    anAction('guest/a', {
      annotations: [{ key, value }],
      parameters: [
        { key: 'set', value: 0 },
        { key: 'open', value: null },
      ],
    }),
  );

describe('the annotations of a web action', () => {
  it.each([
    ['web-export', 'exported'],
    ['raw-http', 'raw'],
    ['web-custom-options', 'customOptions'],
    ['web-stream', 'streams'],
  ] as const)('%s counts as true only {web-actions.3.1, web-actions.3.2, web-actions.3.4}', (annotation, rule) => {
    const seen = [true, 'true', 1, {}, false, null].map((value) => annotated(annotation, value)[rule]);
    expect(seen).toEqual([true, false, false, false, false, false]);
    expect(annotated('other', true)[rule]).toBe(false);
  });

  it('final closes the parameters that have a value {web-actions.3.3}', () => {
    expect(annotated('final', true).finalParameters).toEqual(['set']);
    for (const value of ['true', 1, false]) expect(annotated('final', value).finalParameters).toEqual([]);
  });

  const nobody = { authenticated: false, secret: undefined };
  const someone = { authenticated: true, secret: undefined };
  const bringing = (secret: string) => ({ authenticated: true, secret });

  it.each<[JsonValue | undefined, typeof nobody | ReturnType<typeof bringing>, boolean]>([
    [undefined, nobody, true],
    [false, nobody, true],
    [true, nobody, false],
    [true, someone, true],
    [true, { authenticated: false, secret: 'true' }, false],
    ['secret', nobody, false],
    ['secret', someone, false],
    ['secret', bringing('secret'), true],
    ['secret', bringing('secreT'), false],
    ['secret', bringing('secret '), false],
    ['é', bringing('é'), true],
    ['', nobody, false],
    ['', bringing(''), true],
    [1234, bringing('1234'), true],
    [1234, bringing('01234'), false],
    [0, bringing('0'), true],
    [0, nobody, false],
    [null, bringing('null'), false],
    [[], bringing(''), false],
    [{}, bringing('{}'), false],
  ])('require-whisk-auth %j lets in %j: %s {web-actions.3.5}', (auth, shown, allowed) =>
    expect(satisfies(auth, shown)).toBe(allowed),
  );
});
