import { resolve } from 'node:path';
import { readSettings, SettingError } from './config';

const NEEDED = { WHISKER_APIHOST: 'http://localhost:3233/', WHISKER_FEEDS_KEY: 'k'.repeat(16) };

describe('readSettings', () => {
  it('has a default for all but the API and the key', () => {
    expect(readSettings(NEEDED)).toEqual({
      apihost: 'http://localhost:3233',
      key: 'k'.repeat(16),
      host: '127.0.0.1',
      port: 3240,
      data: resolve('.whisker-feeds'),
      missedAlarms: 1,
      toTheMinute: false,
    });
  });

  it.each([
    [{ WHISKER_APIHOST: '' }, 'WHISKER_APIHOST'],
    [{ WHISKER_APIHOST: 'localhost' }, 'WHISKER_APIHOST'],
    [{ WHISKER_FEEDS_KEY: 'short' }, 'WHISKER_FEEDS_KEY'],
    [{ WHISKER_FEEDS_PORT: 'x' }, 'WHISKER_FEEDS_PORT'],
    [{ WHISKER_ALARMS_TO_THE_MINUTE: 'perhaps' }, 'WHISKER_ALARMS_TO_THE_MINUTE'],
  ])('refuses %j and tells no key', (environment, variable) => {
    const read = () => readSettings({ ...NEEDED, ...environment });
    expect(read).toThrow(SettingError);
    expect(read).toThrow(variable);
    expect(read).not.toThrow('short');
  });
});
