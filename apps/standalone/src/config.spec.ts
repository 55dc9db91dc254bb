import { resolve } from 'node:path';
import { readSettings, SettingError } from './config';

describe('readSettings', () => {
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

  it.each([
    [{ port: 'x' }, {}, /'x' cannot be used for port \(--port or WHISKER_PORT\)/],
    [{ port: '70000' }, {}, /--port/],
    [{}, { WHISKER_MEMORY: '12' }, /WHISKER_MEMORY/],
    [{ isolation: 'perhaps' }, {}, /isolation/],
    [{}, { LIMITS_ACTIONS_INVOKES_PERMINUTE: '-1' }, /LIMITS_ACTIONS_INVOKES_PERMINUTE/],
  ])('refuses %j %j', (flags, environment, text) => {
    expect(() => readSettings(flags, environment)).toThrow(SettingError);
    expect(() => readSettings(flags, environment)).toThrow(text);
  });
});
