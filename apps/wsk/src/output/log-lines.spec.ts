import { strippedLogLine } from './log-lines';

it.each([
  ['2023-11-14T22:13:20.000000001Z    stdout: hi', 'hi'],
  ['2023-11-14T22:13:20Z stderr:   indented', '  indented'],
  ['2023-11-14T22:13:20+01:00 stdout:', ''],
  ['0123456789abcdef0123456789abcdef', '0123456789abcdef0123456789abcdef'],
  ['not at the start 2023-11-14T22:13:20Z stdout: x', 'not at the start 2023-11-14T22:13:20Z stdout: x'],
])('strips %p', (line, stripped) => {
  expect(strippedLogLine(line)).toBe(stripped);
});
