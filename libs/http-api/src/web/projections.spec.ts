import { Json, type JsonValue, type StatusCode } from '@whisker/entities';
import { negotiate, respond } from './response';
import type { Extension } from './route';

const HTML = 'text/html; charset=UTF-8';
const PLAIN = 'text/plain; charset=UTF-8';
const JSON_TYPE = 'application/json';
const SVG = 'image/svg+xml';
const invalid = (type: string) => `Response is not valid '${type}'.`;
const ABSENT = 'Response does not include requested property.';
const ALL = { html: '<p>h</p>', svg: '<svg/>', text: 't' };

const show = (extension: Extension, result: JsonValue, statusCode: StatusCode = 0) =>
  respond({ statusCode, result: Json.of(result) }, extension);

describe('results shown by extension', () => {
  it.each<[Extension, JsonValue, string, string]>([
    ['json', { body: 'b' }, JSON_TYPE, '{\n  "body": "b"\n}'],
    ['json', {}, JSON_TYPE, '{\n\n}'],
    ['json', [1, 2], JSON_TYPE, '[1, 2]'],
    ['html', { body: 'b', html: 'h' }, HTML, 'b'],
    ['html', ALL, HTML, '<p>h</p>'],
    ['html', { body: '' }, HTML, ''],
    ['html', { body: 'b', statusCode: 500, headers: { a: 'b' } }, HTML, 'b'],
    ['svg', { body: 'b' }, SVG, 'b'],
    ['svg', ALL, SVG, '<svg/>'],
    ['text', { body: 'b' }, PLAIN, 'b'],
    ['text', ALL, PLAIN, 't'],
    ['text', { body: { a: [1] } }, PLAIN, '{\n  "a": [1]\n}'],
    ['text', { body: 5 }, PLAIN, '5'],
    ['text', { body: true }, PLAIN, 'true'],
    ['text', { body: null, text: 'x' }, PLAIN, 'null'],
    ['text', { body: [1, 2] }, PLAIN, '[1, 2]'],
    ['text', [1, 2], PLAIN, '[1, 2]'],
  ])(
    '.%s of %j {web-actions.6.1, web-actions.6.by-extension.1, web-actions.6.by-extension.2, web-actions.6.by-extension.3, web-actions.6.by-extension.4}',
    (extension, result, type, content) => expect(show(extension, result)).toEqual({ status: 200, type, content }),
  );

  it.each<[Extension, JsonValue, string]>([
    ['html', { body: { a: [1] } }, invalid('text/html')],
    ['html', { body: 5, html: 'h' }, invalid('text/html')],
    ['html', { a: 1 }, invalid('text/html')],
    ['html', {}, invalid('text/html')],
    ['html', [1], invalid('text/html')],
    ['svg', { body: { a: [1] } }, invalid(SVG)],
    ['svg', { html: 'h' }, invalid(SVG)],
    ['text', { a: 1 }, ABSENT],
    ['text', {}, ABSENT],
    ['http', [1, 2], invalid('message/http')],
  ])(
    '.%s cannot show %j {web-actions.6.by-extension.2, web-actions.6.by-extension.3, web-actions.6.by-extension.4, web-actions.6.by-extension.5, errors.6.8, errors.6.9}',
    (extension, result, text) => expect(() => show(extension, result)).toThrow(text),
  );
});

describe('errors of functions shown by extension', () => {
  const detailed = { statusCode: 403, body: 'no', headers: { 'x-one': 'a' } };

  it.each<[Extension, JsonValue, object]>([
    ['http', detailed, { status: 403, type: HTML, content: 'no', headers: ['x-one', 'a'] }],
    ['html', 'plain', { status: 200, type: HTML, content: 'plain' }],
    ['html', detailed, { status: 200, type: HTML, content: 'no' }],
    ['svg', 'plain', { status: 200, type: SVG, content: 'plain' }],
    ['text', 'plain', { status: 200, type: PLAIN, content: 'plain' }],
    ['text', detailed, { status: 200, type: PLAIN, content: 'no' }],
    ['text', 5, { status: 200, type: PLAIN, content: '5' }],
    ['text', null, { status: 200, type: PLAIN, content: 'null' }],
    ['json', { a: 1 }, { status: 200, type: JSON_TYPE, content: '{\n  "a": 1\n}' }],
  ])(
    '.%s of %j {web-actions.6.2, web-actions.6.by-extension.2, web-actions.6.by-extension.3}',
    (extension, error, reply) => expect(show(extension, { error, other: 1 }, 1)).toEqual(reply),
  );

  it.each<[Extension, JsonValue, string]>([
    ['http', 'plain', invalid('message/http')],
    ['http', 5, invalid('message/http')],
    ['json', 'plain', invalid(JSON_TYPE)],
    ['json', 5, invalid(JSON_TYPE)],
    ['html', 5, invalid('text/html')],
    ['svg', 5, invalid(SVG)],
  ])('.%s cannot show %j {web-actions.6.2, web-actions.6.by-extension.1, errors.6.9}', (extension, error, text) =>
    expect(() => show(extension, { error }, 1)).toThrow(text),
  );

  it('are nothing to show if the function broke, or the platform did, or there is none {web-actions.6.3, errors.6.7}', () => {
    for (const code of [2, 3] as const) {
      expect(() => show('text', { error: 'secret' }, code)).toThrow('There was an error processing your request.');
    }
    for (const result of [{ a: 1 }, [1]]) expect(() => show('text', result, 1)).toThrow(ABSENT);
    expect(respond({ statusCode: 0 }, 'http')).toEqual({ status: 204, headers: [] });
  });
});

describe('the type of an answer', () => {
  it('is refused after the run if the client does not take it, unless the answer is empty', () => {
    const reply = { status: 200, type: HTML, content: 'x' };
    expect(() => negotiate(reply, 'application/json')).toThrow(
      `Resource representation is only available with these types:\n${HTML}`,
    );
    expect(() => negotiate(reply, 'text/*')).not.toThrow();
    expect(() => negotiate(reply, undefined)).not.toThrow();
    expect(() => negotiate({ status: 204 }, 'image/png')).not.toThrow();
  });
});
