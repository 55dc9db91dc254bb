import { hostUrl, propertiesPath, resolveSettings, type GlobalFlags } from './config';

const noFlags: GlobalFlags = { insecure: false, verbose: false, debug: false };

describe('resolveSettings', () => {
  it('has defaults', () => {
    expect(resolveSettings(noFlags, {}, new Map())).toEqual({
      apihost: undefined,
      auth: undefined,
      apiversion: 'v1',
      gatewayToken: 'DUMMY TOKEN',
      namespace: '_',
      cert: undefined,
      key: undefined,
      insecure: false,
      verbose: false,
      debug: false,
    });
  });

  it.each([
    ['apihost', 'APIHOST', 'WHISK_APIHOST'],
    ['auth', 'AUTH', 'WHISK_AUTH'],
    ['apiversion', 'APIVERSION', 'WHISK_APIVERSION'],
  ] as const)('takes %s from the flag, else the environment, else the file', (name, property, variable) => {
    const file = new Map([[property, 'file']]);
    expect(resolveSettings(noFlags, {}, file)[name]).toBe('file');
    expect(resolveSettings(noFlags, { [variable]: 'env' }, file)[name]).toBe('env');
    expect(resolveSettings({ ...noFlags, [name]: 'flag' }, { [variable]: 'env' }, file)[name]).toBe('flag');
  });

  it('takes certificate and key from the flag, else the file', () => {
    const file = new Map([
      ['CERT', 'c'],
      ['KEY', 'k'],
    ]);
    expect(resolveSettings(noFlags, {}, file)).toMatchObject({ cert: 'c', key: 'k' });
    expect(resolveSettings({ ...noFlags, cert: 'C', key: 'K' }, {}, file)).toMatchObject({ cert: 'C', key: 'K' });
  });

  it('counts an empty value as none', () => {
    expect(resolveSettings(noFlags, { WHISK_AUTH: '' }, new Map([['NAMESPACE', '']]))).toMatchObject({
      auth: undefined,
      namespace: '_',
    });
  });

  it('debugs where the environment says so', () => {
    expect(resolveSettings(noFlags, { WSK_CLI_DEBUG: 'true' }, new Map()).debug).toBe(true);
  });
});

describe('propertiesPath', () => {
  it('is in the home folder, or where the environment says', () => {
    expect(propertiesPath({ env: {}, home: '/home/me' })).toBe('/home/me/.wskprops');
    expect(propertiesPath({ env: { WSK_CONFIG_FILE: '/etc/wsk' }, home: '/home/me' })).toBe('/etc/wsk');
  });
});

describe('hostUrl', () => {
  it.each([
    ['example.org', 'https://example.org'],
    ['example.org:8443', 'https://example.org:8443'],
    ['http://localhost:3233', 'http://localhost:3233'],
    ['HTTPS://example.org/', 'HTTPS://example.org'],
  ])('makes %p the address %p', (host, url) => {
    expect(hostUrl(host)).toBe(url);
  });

  it.each([undefined, ''])('misses a host in %p', (host) => {
    expect(() => hostUrl(host)).toThrow('The API host is not valid: An API host must be provided.');
  });

  it.each(['http://', 'a b', 'ftp://example.org'])('refuses %p', (host) => {
    expect(() => hostUrl(host)).toThrow(`The API host is not valid: '${host}' is not the address of a host.`);
  });
});
