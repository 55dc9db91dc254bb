import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSettings, SettingError } from './config';

const KEY = Buffer.alloc(32, 7).toString('base64');

describe('readSettings', () => {
  it('takes keys as they are or from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'whisker-config-'));
    const file = join(folder, 'key');
    writeFileSync(file, `${KEY}\n`);
    const variables = { WHISKER_PARAMETER_KEY: `file:${file}`, WHISKER_PARAMETER_PREVIOUS_KEY: KEY };
    expect(readSettings({}, variables)).toMatchObject({ parameterKey: KEY, previousParameterKey: KEY });
    rmSync(folder, { recursive: true });
  });

  it('has a default for everything', () => {
    expect(readSettings({}, {})).toMatchObject({
      port: 3233,
      host: '127.0.0.1',
      data: resolve('.whisker'),
      isolation: 'auto',
      retentionDays: 7,
    });
  });

  it('takes a flag before a variable before the default', () => {
    expect(readSettings({}, { WHISKER_PORT: '1' }).port).toBe(1);
    expect(readSettings({ port: '2' }, { WHISKER_PORT: '1' }).port).toBe(2);
    expect(readSettings({}, { WHISKER_PORT: '' }).port).toBe(3233);
  });

  it('reads the domain of the hosts of namespaces in any case', () => {
    expect(readSettings({ vanityHost: 'Functions.Example.com' }, {}).vanityHost).toBe('functions.example.com');
    expect(readSettings({}, {}).vanityHost).toBeUndefined();
  });

  it.each([
    [{ port: 'x' }, {}, /'x' cannot be used for port \(--port or WHISKER_PORT\)/],
    [{ port: '70000' }, {}, /--port/],
    [{}, { WHISKER_MEMORY: '12' }, /WHISKER_MEMORY/],
    [{ isolation: 'perhaps' }, {}, /isolation/],
    [{ vanityHost: 'http://x' }, {}, /\(--vanity-host or WHISKER_VANITY_HOST\): a domain name such as/],
    [{ vanityHost: 'x:80' }, {}, /vanityHost/],
    [{}, { LIMITS_ACTIONS_INVOKES_PERMINUTE: '-1' }, /LIMITS_ACTIONS_INVOKES_PERMINUTE/],
    [{}, { WHISKER_PARAMETER_KEY: 'bad-and-private' }, /^WHISKER_PARAMETER_KEY holds no key: 32 bytes in base64/],
    [
      {},
      { WHISKER_SECRETS_KEY: 'file:/nowhere/key' },
      /'\/nowhere\/key' that WHISKER_SECRETS_KEY names cannot be read/,
    ],
    [{}, { WHISKER_SECRETS_PREVIOUS_KEY: KEY }, /only beside WHISKER_SECRETS_KEY, which is not set/],
  ])('refuses %j %j', (flags, environment, text) => {
    expect(() => readSettings(flags, environment)).toThrow(SettingError);
    expect(() => readSettings(flags, environment)).toThrow(text);
  });
});
