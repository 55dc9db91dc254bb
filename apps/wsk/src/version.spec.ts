import { userAgent } from './version';

it.each([
  ['linux', 'x64', 'linux amd64'],
  ['win32', 'ia32', 'windows 386'],
  ['darwin', 'arm64', 'darwin arm64'],
])('names %s on %s in the user agent', (platform, arch, end) => {
  expect(userAgent(platform, arch)).toMatch(new RegExp(`^OpenWhisk-CLI/1\\.0 \\(\\S+\\) ${end}$`));
});
