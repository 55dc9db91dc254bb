import { resolve } from 'node:path';
import { readSettings, SettingError } from './config';

const NEEDED = { WHISKER_GATEWAY_USER: 'op', WHISKER_GATEWAY_PASSWORD: 'long enough' };

describe('readSettings', () => {
  it('has defaults for all but the credentials', () => {
    expect(readSettings(NEEDED)).toEqual({
      port: 3234,
      host: '127.0.0.1',
      data: resolve('.whisker-gateway'),
      user: 'op',
      password: 'long enough',
      callTimeoutMs: 75_000,
      maxCalls: 1000,
    });
  });

  it('reads addresses and lists', () => {
    const settings = readSettings({
      ...NEEDED,
      WHISKER_GATEWAY_PUBLIC_URL: 'https://apis.example/',
      WHISKER_GATEWAY_TARGET_HOSTS: 'API.example, 10.0.0.1:8080',
      WHISKER_GATEWAY_BACKEND: 'http://controller:3233/',
    });
    expect(settings).toMatchObject({
      publicUrl: 'https://apis.example',
      targetHosts: ['api.example', '10.0.0.1:8080'],
      backendOrigin: 'http://controller:3233',
    });
  });

  it.each([
    [{}, 'WHISKER_GATEWAY_USER must be set.'],
    [{ ...NEEDED, WHISKER_GATEWAY_PORT: 'x' }, "'x' cannot be used for WHISKER_GATEWAY_PORT"],
    [{ ...NEEDED, WHISKER_GATEWAY_PUBLIC_URL: 'ftp://x' }, "'ftp://x' cannot be used for WHISKER_GATEWAY_PUBLIC_URL"],
    [{ ...NEEDED, WHISKER_GATEWAY_PASSWORD: 'short' }, 'The value cannot be used for WHISKER_GATEWAY_PASSWORD'],
  ])('refuses %j', (environment, text) => {
    expect(() => readSettings(environment)).toThrow(SettingError);
    expect(() => readSettings(environment)).toThrow(text);
  });
});
