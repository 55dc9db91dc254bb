import { checkPlatform } from './machine.mjs';

test.each(['linux', 'darwin'])('%s is fine', (platform) => expect(() => checkPlatform(platform)).not.toThrow());

test('another system is refused by name', () => {
  expect(() => checkPlatform('win32')).toThrow('runs on Linux and macOS, not on win32');
});
