import { vanityNamespace, vanityUrl } from './vanity-host';

const DOMAIN = 'functions.example.com';

describe('the host of a namespace', () => {
  it.each([
    ['guest.functions.example.com', 'guest'],
    ['guest.functions.example.com:3233', 'guest'],
    ['GUEST.Functions.Example.com', 'guest'],
    ['my-1.functions.example.com', 'my-1'],
  ])('%s', (host, namespace) => expect(vanityNamespace(host, DOMAIN)).toBe(namespace));

  it.each([
    undefined,
    '',
    DOMAIN,
    `.${DOMAIN}`,
    `a.b.${DOMAIN}`,
    `a_b.${DOMAIN}`,
    `a@b.${DOMAIN}`,
    `guest${DOMAIN}`,
    'guest.example.com',
    `guest.${DOMAIN}.evil.com`,
    '127.0.0.1:3233',
    '[::1]:3233',
  ])('is not %s', (host) => expect(vanityNamespace(host, DOMAIN)).toBeUndefined());

  it('is none where there are no such hosts', () =>
    expect(vanityNamespace(`guest.${DOMAIN}`, undefined)).toBeUndefined());

  it.each([
    ['/', '/api/v1/web/guest/public/index.html'],
    ['/?a=/b', '/api/v1/web/guest/public/index.html?a=/b'],
    ['/demo/page.json/x%20y?q=1', '/api/v1/web/guest/demo/page.json/x%20y?q=1'],
    ['/api/v1/namespaces', '/api/v1/web/guest/api/v1/namespaces'],
    ['/../x', '/api/v1/web/guest/../x'],
    ['*', '/api/v1/web/guest*'],
  ])('has %s at %s', (url, target) => expect(vanityUrl('guest', url)).toBe(target));
});
