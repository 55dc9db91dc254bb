import { parseWebRoute } from './route';

const BASE = '/api/v1/web';

describe('the route of a web action', () => {
  it.each([
    ['/guest/default/hello', 'guest', undefined, 'hello', 'http', ''],
    ['/guest/default/hello.http', 'guest', undefined, 'hello', 'http', ''],
    ['/guest/default/hello.json', 'guest', undefined, 'hello', 'json', ''],
    ['/guest/default/hello.html', 'guest', undefined, 'hello', 'html', ''],
    ['/guest/default/hello.svg', 'guest', undefined, 'hello', 'svg', ''],
    ['/guest/default/hello.text', 'guest', undefined, 'hello', 'text', ''],
    ['/guest/demo/page.html/sub/path', 'guest', 'demo', 'page', 'html', '/sub/path'],
    ['/guest/default/hello.xml', 'guest', undefined, 'hello.xml', 'http', ''],
    ['/guest/default/hello.HTTP', 'guest', undefined, 'hello.HTTP', 'http', ''],
    ['/guest/default/hello.', 'guest', undefined, 'hello.', 'http', ''],
    ['/guest/default/hello.json.html', 'guest', undefined, 'hello.json', 'html', ''],
    ['/guest/default/hello.http/', 'guest', undefined, 'hello', 'http', '/'],
    ['/guest/default/hello/a/b%20c/%E2%98%83/', 'guest', undefined, 'hello', 'http', '/a/b%20c/%E2%98%83/'],
    ['/guest/default/hello//x', 'guest', undefined, 'hello', 'http', '//x'],
    ['/guest/default/a%20b%2Ejson', 'guest', undefined, 'a b', 'json', ''],
    ['/a%40b.c/my%20pkg/hello', 'a@b.c', 'my pkg', 'hello', 'http', ''],
    ['/_/default/hello', '_', undefined, 'hello', 'http', ''],
  ])('%s', (path, namespace, pkg, name, extension, rest) => {
    const action = { namespace, name, ...(pkg !== undefined && { package: pkg }) };
    const hasExtension = new RegExp(`${name}\\.${extension}(/|$)`).test(decodeURIComponent(path));
    expect(parseWebRoute(BASE + path)).toEqual({ action, extension, hasExtension, rest });
  });

  it.each([
    '',
    '/',
    '/guest',
    '/guest/hello',
    '/guest/default/',
    '/guest/default/-bad',
    '/guest/default/.http',
    '/guest//hello',
    '//default/hello',
    '/gu%2Fest/default/hello',
    '/guest/default/%zz',
    `/guest/default/${'a'.repeat(257)}`,
  ])('is none: %s', (path) => expect(parseWebRoute(BASE + path)).toBeUndefined());

  it.each(['/api/v1/namespaces/_/actions/a', '/api/v1/website/a/b/c', '/web/a/b/c', '/'])('is none: %s', (path) =>
    expect(parseWebRoute(path)).toBeUndefined(),
  );
});
